package dev.caravan.sandbox.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What the sandbox reads of a request.
 *
 * @param path as sent, still encoded
 * @param collection empty when the path is unknown
 * @param headers the first of each name, by name in lower case
 */
public record ApiRequest(
    String method,
    String path,
    String collection,
    Variants variants,
    String rawQuery,
    Map<String, String> query,
    Map<String, String> headers,
    byte[] body) {

  public static ApiRequest of(HttpExchange exchange) throws IOException {
    Headers headers = exchange.getRequestHeaders();
    Map<String, String> first = new HashMap<>();
    headers.keySet().forEach(name -> first.put(lower(name), headers.getFirst(name)));
    String rawQuery = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
    return new ApiRequest(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getRawPath(),
        "",
        Variants.none(),
        rawQuery,
        parse(rawQuery),
        first,
        exchange.getRequestBody().readAllBytes());
  }

  /** A request for the first page, as a client without credentials would send it. */
  public static ApiRequest first(String collection, int limit) {
    Map<String, String> query = Map.of("limit", String.valueOf(limit));
    return new ApiRequest(
        "GET",
        "/" + collection,
        collection,
        Variants.none(),
        "limit=" + limit,
        query,
        Map.of(),
        new byte[0]);
  }

  public ApiRequest to(String newCollection, Variants newVariants) {
    return new ApiRequest(method, path, newCollection, newVariants, rawQuery, query, headers, body);
  }

  /** The same with parameters that came another way than in the query. */
  public ApiRequest with(Map<String, String> more) {
    Map<String, String> all = new LinkedHashMap<>(query);
    all.putAll(more);
    return new ApiRequest(method, path, collection, variants, rawQuery, all, headers, body);
  }

  public ApiRequest without(String parameter) {
    Map<String, String> others = new LinkedHashMap<>(query);
    others.remove(parameter);
    return new ApiRequest(method, path, collection, variants, rawQuery, others, headers, body);
  }

  /** The body as JSON; a missing node when it is empty. */
  public JsonNode json() throws RefusedException {
    try {
      return Json.parse(new String(body, StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new RefusedException(400, "bad_json", "the body is " + e.getMessage());
    }
  }

  public String authorization() {
    return header("Authorization");
  }

  public String requestId() {
    return header("X-Request-Id");
  }

  /** A header, empty when there is none. */
  public String header(String name) {
    return headers.getOrDefault(lower(name), "");
  }

  /** The path and the query as sent. */
  public String target() {
    return rawQuery.isEmpty() ? path : path + "?" + rawQuery;
  }

  public boolean hasAuthorization() {
    return !authorization().isEmpty();
  }

  /** The value of a query parameter, empty when it is missing. */
  public String parameter(String name) {
    return query.getOrDefault(name, "");
  }

  /** Whether the request carries the token, as a bearer token or as {@code api_key}. */
  public boolean carries(String token) {
    return authorization().equals("Bearer " + token) || parameter("api_key").equals(token);
  }

  /** The pairs of a query or a form. */
  public static Map<String, String> parse(String rawQuery) {
    Map<String, String> query = new LinkedHashMap<>();
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

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
