package dev.caravan.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A file in Camel's YAML DSL as the maps and lists that it is made of.
 *
 * @param path where it is, for messages
 * @param root a list of routes, beans and the like; a map for a kamelet
 */
record YamlFile(Path path, Object root) {
  private static final Path RESOURCES = Path.of("src/main/resources");

  /** What users edit. */
  static List<YamlFile> examples() {
    return in(Path.of("routes"), ".camel.yaml");
  }

  /** The routes and beans in the jar. */
  static List<YamlFile> internal() {
    return in(RESOURCES.resolve("caravan"), ".camel.yaml");
  }

  static List<YamlFile> kamelets() {
    return in(RESOURCES.resolve("kamelets"), ".kamelet.yaml");
  }

  static YamlFile parse(String path, String text) {
    return new YamlFile(
        Path.of(path), new Load(LoadSettings.builder().build()).loadFromString(text));
  }

  private static List<YamlFile> in(Path folder, String ending) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(ending))
          .sorted()
          .map(YamlFile::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static YamlFile read(Path path) {
    try {
      return parse(path.toString(), Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isKamelet() {
    return root instanceof Map;
  }

  /** The elements of a route file; a kamelet's template as a route template. */
  List<?> elements() {
    if (!isKamelet()) {
      return (List<?>) root;
    }
    Map<String, Object> template = new LinkedHashMap<>();
    template.put("id", at("metadata", "name"));
    map(at("spec", "template")).forEach((key, value) -> template.put(String.valueOf(key), value));
    return List.of(Map.of("routeTemplate", template));
  }

  /** The bodies of all top elements of one kind, such as {@code route}. */
  List<Map<?, ?>> elements(String kind) {
    return elements().stream()
        .flatMap(element -> Stream.ofNullable(map(element).get(kind)))
        .<Map<?, ?>>map(YamlFile::map)
        .toList();
  }

  /** Every entry of every map, at any depth. */
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    walk(elements(), entries);
    return entries;
  }

  /**
   * An entry of a map.
   *
   * @param key its key
   * @param value anything
   */
  record Entry(String key, Object value) {
    /** A field of the value, when the value is a map that has it. */
    Optional<Object> field(String name) {
      return value instanceof Map<?, ?> map ? Optional.ofNullable(map.get(name)) : Optional.empty();
    }
  }

  /** The value at a path of keys. */
  Object at(String... keys) {
    Object value = root;
    for (String key : keys) {
      value = value == null ? null : map(value).get(key);
    }
    return value;
  }

  static Map<?, ?> map(Object value) {
    return (Map<?, ?>) value;
  }

  private static void walk(Object value, List<Entry> entries) {
    if (value instanceof List<?> list) {
      list.forEach(each -> walk(each, entries));
    } else if (value instanceof Map<?, ?> map) {
      map.forEach(
          (key, inner) -> {
            entries.add(new Entry(String.valueOf(key), inner));
            walk(inner, entries);
          });
    }
  }
}
