package dev.caravan.api.auth;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Headers that each request to an API carries, as they are written: a line {@code NAME: VALUE}. */
public final class FixedHeaders {
  private static final String NAME = "[\\w!#$%&'*+.^`|~-]+";
  private static final Set<String> OURS =
      Set.of(
          "authorization",
          "connection",
          "content-length",
          "content-type",
          "cookie",
          "host",
          "transfer-encoding",
          "x-request-id");

  private FixedHeaders() {}

  /**
   * The headers by name.
   *
   * @throws IllegalArgumentException naming the line and the rule
   */
  public static Map<String, String> parse(String text) {
    Map<String, String> headers = new LinkedHashMap<>();
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(
            line -> {
              String[] parts = line.split(":", 2);
              String name = parts[0].strip();
              if (parts.length != 2 || !name.matches(NAME) || parts[1].isBlank()) {
                throw new IllegalArgumentException(
                    "headers '" + line + "' is not of the form NAME: VALUE, one a line");
              }
              if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException(
                    "headers cannot set "
                        + name
                        + "; credentials have properties of their own, and the rest is Caravan's");
              }
              headers.put(name, parts[1].strip());
            });
    return headers;
  }
}
