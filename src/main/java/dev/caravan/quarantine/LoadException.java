package dev.caravan.quarantine;

/** A page that cannot be loaded into its table as the table or the configuration stands. */
public class LoadException extends RuntimeException {
  public LoadException(String message) {
    super(message);
  }

  public LoadException(String message, Throwable cause) {
    super(message, cause);
  }
}
