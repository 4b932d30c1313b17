package dev.caravan.rules;

import static dev.caravan.rules.YamlFile.map;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tables of the documentation, made from what the code reads. */
final class Tables {
  /** A setter with the comment above it. */
  private static final Pattern SETTER =
      Pattern.compile("(?:/\\*\\*((?:[^*]|\\*(?!/))*)\\*/\\s*)?public void set(\\w+)\\(");

  private Tables() {}

  /** One row per parameter of a kamelet's definition. */
  static String ofKamelet(String name) {
    YamlFile kamelet =
        YamlFile.kamelets().stream()
            .filter(file -> name.equals(file.at("metadata", "name")))
            .findFirst()
            .orElseThrow();
    List<?> required = (List<?>) kamelet.at("spec", "definition", "required");
    return "\n| parameter | what it is | values | default | example |\n|---|---|---|---|---|\n"
        + map(kamelet.at("spec", "definition", "properties")).entrySet().stream()
            .map(parameter -> row(parameter.getKey(), map(parameter.getValue()), required))
            .collect(Collectors.joining())
        + "\n";
  }

  private static String row(Object name, Map<?, ?> declared, List<?> required) {
    Object fallback = declared.get("default");
    String given = fallback == null ? "none" : code(fallback);
    return "| `%s` | %s | %s | %s | %s |%n"
        .formatted(
            name,
            plain(declared.get("description")),
            values(declared),
            required.contains(name) ? "**required**" : given,
            code(declared.get("example")));
  }

  private static String values(Map<?, ?> declared) {
    if (declared.get("enum") instanceof List<?> values) {
      return values.stream().map(Tables::code).collect(Collectors.joining(", "));
    }
    Object precise = declared.get("x-caravan-type");
    return switch (String.valueOf(precise == null ? declared.get("type") : precise)) {
      case "bean" -> "name of a bean";
      case "duration" -> "duration";
      case "integer" -> "whole number";
      case "jsonpath" -> "JSONPath";
      case "locator" -> "JSONPath or header:NAME";
      case "boolean" -> "true or false";
      case "path" -> "path with a leading slash";
      case "stream" -> "id of a route";
      case "string" -> "text";
      default -> throw new IllegalStateException("no words for the type of " + declared);
    };
  }

  /** One row per setter of a bean's class, with its Javadoc. */
  static String ofBean(String source) {
    try {
      return "\n| property | what it is |\n|---|---|\n"
          + SETTER
              .matcher(Files.readString(Path.of("src/main/java/dev/caravan", source)))
              .results()
              .map(Tables::row)
              .collect(Collectors.joining())
          + "\n";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String row(MatchResult setter) {
    if (setter.group(1) == null) {
      throw new IllegalStateException("the setter of " + setter.group(2) + " has no Javadoc");
    }
    String name = setter.group(2);
    String said =
        setter
            .group(1)
            .replaceAll("\\s*\\n\\s*\\*?\\s*", " ")
            .replaceAll("\\{@code ([^}]*)}", "`$1`");
    return "| `%s` | %s |%n"
        .formatted(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), plain(said));
  }

  private static String code(Object value) {
    return "`" + plain(value) + "`";
  }

  private static String plain(Object value) {
    return String.valueOf(value).strip().replace("|", "\\|");
  }
}
