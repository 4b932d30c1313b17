package dev.caravan.webhook.scheme;

/**
 * Whether a request is genuine cannot be said now; its sender shall send it again. Without a stack
 * trace, since anybody on the internet can cause one.
 */
public final class UndecidedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UndecidedException(String message) {
    super(message, null, false, false);
  }
}
