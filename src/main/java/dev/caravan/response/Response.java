package dev.caravan.response;

import java.net.URI;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A response as the strategies see it.
 *
 * @param url where it came from
 * @param headers by name in lower case; several of one name joined by commas
 * @param body maps, lists and values; null when it was empty
 * @param rows what the API paged, by which pages are counted and positions found
 * @param records those of the rows, or what of them, that {@code records} keeps
 */
public record Response(
    URI url, Map<String, String> headers, Object body, List<?> rows, List<?> records) {
  public Response {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = lower;
  }

  /** A response whose records are what the API paged. */
  public Response(URI url, Map<String, String> headers, Object body, List<?> records) {
    this(url, headers, body, records, records);
  }

  /**
   * The rows, with those that a filter in {@code records} left out, as long as what it keeps are
   * rows and not parts of them; else the records.
   */
  public List<?> listed() {
    Set<Object> all = Collections.newSetFromMap(new IdentityHashMap<>());
    all.addAll(rows);
    return all.containsAll(records) ? rows : records;
  }

  /** A header, whatever the letter case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
