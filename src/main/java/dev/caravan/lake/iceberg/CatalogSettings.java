package dev.caravan.lake.iceberg;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where tables of the lake are.
 *
 * @param warehouse a folder, or a location such as {@code s3://bucket/path}
 * @param properties of the catalog as Iceberg names them; without {@code type} and {@code
 *     catalog-impl} the catalog is in Caravan's own database
 */
public record CatalogSettings(String warehouse, Map<String, String> properties) {
  private static final String NAME = "name";

  /** Copies the properties. */
  public CatalogSettings {
    properties = Map.copyOf(properties);
  }

  /**
   * Reads properties, {@code name=value} separated by commas.
   *
   * @throws IllegalArgumentException naming the one that is none
   */
  public static Map<String, String> parse(String text) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (String each : text.strip().split("\\s*,\\s*")) {
      int equals = each.indexOf('=');
      if (equals > 0) {
        properties.put(each.substring(0, equals).strip(), each.substring(equals + 1).strip());
      } else if (!each.isEmpty()) {
        // Not the text itself, which may hold a secret.
        throw new IllegalArgumentException(
            "catalog has a part without =; write name=value, several separated by commas");
      }
    }
    return properties;
  }

  /** What engines know the catalog by. */
  public String name() {
    return properties.getOrDefault(NAME, "caravan");
  }

  boolean isInDatabase() {
    return !properties.containsKey("type") && !properties.containsKey("catalog-impl");
  }

  /** All that Iceberg is told. */
  Map<String, String> all() {
    Map<String, String> all = new TreeMap<>(properties);
    all.remove(NAME);
    if (!warehouse.isEmpty()) {
      all.putIfAbsent("warehouse", location());
    }
    return all;
  }

  /** The warehouse as a location; a folder in full, so that it is found from anywhere. */
  String location() {
    boolean named = warehouse.matches("[a-z][a-z0-9+.-]+:.*");
    return named
        ? warehouse
        : java.nio.file.Path.of(warehouse)
            .toAbsolutePath()
            .normalize()
            .toUri()
            .toString()
            .replaceFirst("/$", "");
  }

  /** Without what could be a secret. */
  @Override
  public String toString() {
    return "catalog " + name() + (warehouse.isEmpty() ? "" : " of warehouse " + warehouse);
  }
}
