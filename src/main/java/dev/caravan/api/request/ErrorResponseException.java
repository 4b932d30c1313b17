package dev.caravan.api.request;

/** A response has a success status, and an error where {@code errorBody} says errors are. */
public final class ErrorResponseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ErrorResponseException(String message) {
    super(message);
  }
}
