package dev.caravan.sandbox;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What the sandbox reads of a request.
 *
 * @param authorization the header as sent, empty when there is none
 */
record ApiRequest(
    String method,
    String collection,
    String rawQuery,
    Map<String, String> query,
    String authorization,
    String requestId) {

  static ApiRequest of(HttpExchange exchange, String collection) {
    Headers headers = exchange.getRequestHeaders();
    String rawQuery = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    return new ApiRequest(
        exchange.getRequestMethod(),
        collection,
        rawQuery,
        parse(rawQuery),
        Objects.requireNonNullElse(headers.getFirst("Authorization"), ""),
        Objects.requireNonNullElse(headers.getFirst("X-Request-Id"), ""));
  }

  /** A request for the first page, as a client without credentials would send it. */
  static ApiRequest first(String collection, int limit) {
    Map<String, String> query = Map.of("limit", String.valueOf(limit));
    return new ApiRequest("GET", collection, "limit=" + limit, query, "", "");
  }

  boolean hasAuthorization() {
    return !authorization.isEmpty();
  }

  /** The value of a query parameter, empty when it is missing. */
  String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /** Whether the request carries the token, as a bearer token or as {@code api_key}. */
  boolean carries(String token) {
    return authorization.equals("Bearer " + token) || parameter("api_key").equals(token);
  }

  private static Map<String, String> parse(String rawQuery) {
    Map<String, String> query = new HashMap<>();
    for (String pair : rawQuery.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
