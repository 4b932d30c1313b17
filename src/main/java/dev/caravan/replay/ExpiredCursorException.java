package dev.caravan.replay;

/** The feed no longer has the changes that come after the cursor. */
public final class ExpiredCursorException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ExpiredCursorException(String message) {
    super(message);
  }
}
