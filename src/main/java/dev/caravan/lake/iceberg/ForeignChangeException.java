package dev.caravan.lake.iceberg;

/** Somebody else changed a table while Caravan was about to; it is read anew and tried again. */
public final class ForeignChangeException extends RuntimeException {
  public ForeignChangeException(String message) {
    super(message);
  }

  public ForeignChangeException(String message, Throwable cause) {
    super(message, cause);
  }
}
