package dev.caravan.work;

/** A message, or an event of it, that no repetition would make good. */
final class PoisonException extends Exception {
  private static final long serialVersionUID = 1L;
  private final Poison reason;

  PoisonException(Poison reason, String message) {
    super(message);
    this.reason = reason;
  }

  Poison reason() {
    return reason;
  }
}
