package dev.caravan.sandbox.paging;

import dev.caravan.sandbox.http.ApiRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * PageLinks to other pages: the request's own query, credentials left out, with some values
 * changed.
 */
final class PageLinks {
  private PageLinks() {}

  /** A link in the form of the variant {@code links}, absolute unless it says otherwise. */
  static String to(ApiRequest request, Map<String, String> changes) {
    return to(request, changes, "absolute");
  }

  static String to(ApiRequest request, Map<String, String> changes, String usualForm) {
    Map<String, String> query = new LinkedHashMap<>(request.query());
    query.remove("api_key");
    query.putAll(changes);
    String search =
        query.entrySet().stream()
            .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
            .collect(Collectors.joining("&", "?", ""));
    String path = request.path();
    String host = request.header("Host");
    return switch (request.variants().get("links", usualForm)) {
      case "path" -> path + search;
      case "sibling" -> path.substring(path.lastIndexOf('/') + 1) + search;
      case "query" -> search;
      case "network" -> "//" + host + path + search;
      // The same sandbox by another name: another origin that a test can watch.
      case "foreign" -> "http://localhost" + host.replaceFirst("^[^:]*", "") + path + search;
      default -> "http://" + host + path + search;
    };
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
