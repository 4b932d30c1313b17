package dev.caravan.quarantine;

/** A key that identifies no records: most of a scan would be lost, one record over the other. */
public final class RepeatedKeysException extends LoadException {
  private static final long serialVersionUID = 1L;

  RepeatedKeysException(String message) {
    super(message);
  }
}
