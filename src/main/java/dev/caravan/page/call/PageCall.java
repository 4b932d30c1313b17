package dev.caravan.page.call;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a browser or a program asks of the page.
 *
 * @param path below the page's own, beginning with a slash
 * @param query decoded, the first value of each name
 * @param headers by name in any letter case
 * @param body as text, empty when there is none
 */
public record PageCall(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body) {

  public PageCall {
    query = Map.copyOf(query);
    TreeMap<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    anyCase.putAll(headers);
    headers = anyCase;
  }

  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** A parameter that is there and not empty. */
  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * A parameter that must be there.
   *
   * @throws PageRefusal when it is not
   */
  public String required(String name) {
    return parameter(name)
        .orElseThrow(() -> new PageRefusal(400, "the parameter " + name + " is missing"));
  }

  /**
   * A whole number.
   *
   * @throws PageRefusal when it is none
   */
  public Optional<Long> number(String name) {
    try {
      return parameter(name).map(Long::valueOf);
    } catch (NumberFormatException e) {
      throw new PageRefusal(400, "the parameter " + name + " is no whole number", e);
    }
  }

  public boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }
}
