package dev.caravan.api.request;

/** An answer has a success status, and an error where {@code errorBody} says errors are. */
public final class ErrorAnswerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ErrorAnswerException(String message) {
    super(message);
  }
}
