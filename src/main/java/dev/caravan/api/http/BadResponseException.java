package dev.caravan.api.http;

/**
 * A response with a success status that is not what the API promised, such as a cut-off body or a
 * proxy's HTML page. Fetched again like a fault of the network.
 */
public final class BadResponseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The message shows the rule and the beginning of the body. */
  public BadResponseException(String message) {
    super(message);
  }
}
