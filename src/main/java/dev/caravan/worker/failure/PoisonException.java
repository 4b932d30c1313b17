package dev.caravan.worker.failure;

/** A message, or an event of it, that no repetition would make good. */
public final class PoisonException extends Exception {
  private static final long serialVersionUID = 1L;
  private final Poison reason;

  public PoisonException(Poison reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Poison reason() {
    return reason;
  }
}
