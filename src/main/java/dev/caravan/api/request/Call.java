package dev.caravan.api.request;

import dev.caravan.api.http.EventWindow;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a request asks for, before anybody's credentials.
 *
 * @param method {@code GET} or {@code POST}
 * @param url absolute, percent-encoded
 * @param headers besides those that every request has
 * @param body the JSON body of a POST
 * @param patience how long its response may take
 * @param accepted statuses besides those of success that are a response, too
 */
public record Call(
    String method,
    URI url,
    Map<String, String> headers,
    Optional<String> body,
    Patience patience,
    Set<Integer> accepted) {
  public Call {
    headers = Map.copyOf(headers);
    accepted = Set.copyOf(accepted);
  }

  /** A call of which only a success is a response. */
  public Call(
      String method,
      URI url,
      Map<String, String> headers,
      Optional<String> body,
      Patience patience) {
    this(method, url, headers, body, patience, Set.of());
  }

  /** A call whose response comes at once and ends by itself. */
  public Call(String method, URI url, Map<String, String> headers, Optional<String> body) {
    this(method, url, headers, body, Patience.NONE);
  }

  /**
   * How long a response may take besides the API's {@code responseTimeout}.
   *
   * @param poll how long the API holds the request of a long poll; zero when it answers at once
   * @param window what is read of a response that never ends
   */
  public record Patience(Duration poll, Optional<EventWindow> window) {
    /** The response comes at once and ends by itself. */
    public static final Patience NONE = new Patience(Duration.ZERO, Optional.empty());
  }
}
