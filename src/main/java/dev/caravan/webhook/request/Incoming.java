package dev.caravan.webhook.request;

import java.time.Instant;
import java.util.List;

/**
 * A request as an HTTP server hands it over, nothing decoded.
 *
 * @param method in capitals
 * @param headers those of the request itself, never query parameters
 * @param query what stands behind the question mark, as sent; empty when there is none
 * @param body the bytes as received
 * @param received when the body was complete
 */
public record Incoming(
    String method, Headers headers, String query, byte[] body, Instant received) {

  /** The headers of a request. */
  @FunctionalInterface
  public interface Headers {
    /** All values of a header, its name in any case; empty when it was not sent. */
    List<String> all(String name);
  }
}
