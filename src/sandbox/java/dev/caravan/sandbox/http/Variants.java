package dev.caravan.sandbox.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an API of a style does otherwise, as the path says it after the style: {@code
 * /github;links=path;order=desc/items}. A name alone stands for its first value.
 */
public record Variants(Map<String, String> chosen) {
  private static final Map<String, List<String>> KNOWN =
      Map.ofEntries(
          Map.entry("order", List.of("scan", "id", "newest", "asc", "desc")),
          Map.entry("bounds", List.of("inclusive", "exclusive")),
          Map.entry("time", List.of("iso", "epoch", "epoch-ms")),
          Map.entry("stamps", List.of("yes", "no")),
          Map.entry("filter", List.of("late", "early")),
          Map.entry("first", List.of("0", "1")),
          Map.entry("end", List.of("repeat", "empty", "error")),
          Map.entry("total", List.of("missing", "changing", "text", "right")),
          Map.entry("more", List.of("missing", "text", "right")),
          Map.entry("links", List.of("path", "sibling", "query", "network", "foreign", "absolute")),
          Map.entry("expired", List.of("400", "200", "410")),
          Map.entry("overlap", List.of("1", "3")),
          Map.entry("resume", List.of("ignored", "right")),
          Map.entry("gzip", List.of("yes", "no")),
          Map.entry("charset", List.of("iso-8859-1", "utf-8")),
          Map.entry("bom", List.of("yes", "no")));

  public static Variants none() {
    return new Variants(Map.of());
  }

  /** Reads what stands between the semicolons. */
  public static Variants parse(List<String> texts) throws RefusedException {
    Map<String, String> chosen = new TreeMap<>();
    for (String text : texts) {
      String[] parts = text.split("=", 2);
      List<String> values = KNOWN.getOrDefault(parts[0], List.of());
      String value =
          parts.length == 2 || values.isEmpty() ? parts[parts.length - 1] : values.get(0);
      if (!values.contains(value)) {
        throw new RefusedException(
            400, "unknown_variant", "no variant " + text + "; there are " + new TreeMap<>(KNOWN));
      }
      chosen.put(parts[0], value);
    }
    return new Variants(chosen);
  }

  public String get(String name, String otherwise) {
    return chosen.getOrDefault(name, otherwise);
  }

  public boolean is(String name, String value) {
    return value.equals(chosen.get(name));
  }
}
