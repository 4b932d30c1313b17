package dev.caravan.pull.paging;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An answer as the strategies see it.
 *
 * @param url where it came from
 * @param headers by name in lower case; several of one name joined by commas
 * @param body maps, lists and values; null when it was empty
 * @param records the records in it
 */
public record Answer(URI url, Map<String, String> headers, Object body, List<?> records) {
  public Answer {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    headers = lower;
  }

  /** A header, whatever the letter case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
