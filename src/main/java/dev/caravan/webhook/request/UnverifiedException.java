package dev.caravan.webhook.request;

/**
 * A request that proves nothing. The message is for our log; the sender learns only the status.
 * Without a stack trace, since anybody on the internet can cause one.
 */
public final class UnverifiedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UnverifiedException(String message) {
    super(message, null, false, false);
  }
}
