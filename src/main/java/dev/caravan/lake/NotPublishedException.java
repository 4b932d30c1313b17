package dev.caravan.lake;

/** Records that were accepted are not in the lake yet. They stay in the outbox. */
public final class NotPublishedException extends RuntimeException {
  public NotPublishedException(String message) {
    super(message);
  }

  public NotPublishedException(String message, Throwable cause) {
    super(message, cause);
  }
}
