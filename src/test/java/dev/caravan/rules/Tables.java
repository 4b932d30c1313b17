package dev.caravan.rules;

import static dev.caravan.rules.YamlFile.map;

import dev.caravan.state.database.DatabaseKind;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Values;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Tables of the documentation, made from what the code reads. */
final class Tables {
  /** A setter with the comment above it. */
  private static final Pattern SETTER =
      Pattern.compile("(?:/\\*\\*((?:[^*]|\\*(?!/))*)\\*/\\s*)?public void set(\\w+)\\(");

  /** Options of all verbs; the page says so once. */
  private static final Set<String> EVERYWHERE =
      Set.of("--help", "--version", "--routes", "--properties", "-D");

  private Tables() {}

  /** One row per parameter of a kamelet's definition. */
  /** What each database calls the types of columns. */
  static String ofTypes() {
    StringBuilder table = new StringBuilder("\n| type |");
    for (DatabaseKind kind : DatabaseKind.values()) {
      table.append(' ').append(kind.product()).append(" |");
    }
    table.append("\n|---|").append("---|".repeat(DatabaseKind.values().length)).append('\n');
    for (ColumnType type : ColumnType.values()) {
      table.append("| ").append(Values.name(type)).append(" |");
      for (DatabaseKind kind : DatabaseKind.values()) {
        table.append(" `").append(Dialect.of(kind).type(type)).append("` |");
      }
      table.append('\n');
    }
    table.append("| text, in a key |");
    for (DatabaseKind kind : DatabaseKind.values()) {
      table.append(" `").append(Dialect.of(kind).keyType(ColumnType.TEXT, 1)).append("` |");
    }
    return table.append("\n\n").toString();
  }

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
    return switch (precise(declared)) {
      case "bean" -> "name of a bean";
      case "duration" -> "duration";
      case "schedule" -> "duration or `cron` and five fields, with `not between` or without";
      case "integer" -> "whole number";
      case "jsonpath" -> "JSONPath";
      case "locator" -> "JSONPath or header:NAME";
      case "flag" -> "JSONPath or header:NAME, with `not` before it where that says the contrary";
      case "boolean" -> "true or false";
      case "path" -> "path with a leading slash";
      case "stream" -> "id of a route";
      case "string" -> "text";
      default -> throw new IllegalStateException("no words for the type of " + declared);
    };
  }

  private static String precise(Map<?, ?> declared) {
    if (String.valueOf(declared.get("format")).startsWith("bean:")) {
      return "bean";
    }
    return declared.get("x-descriptors") instanceof List<?> descriptors
        ? String.valueOf(descriptors.get(0)).replace("urn:caravan:", "")
        : String.valueOf(declared.get("type"));
  }

  /** One row per setter of a bean's class and its superclasses, with its Javadoc. */
  static String ofBean(Class<?> type) {
    StringBuilder rows = new StringBuilder();
    for (Class<?> each = type; each != Object.class; each = each.getSuperclass()) {
      rows.append(setters(each));
    }
    return "\n| property | what it is |\n|---|---|\n" + rows + "\n";
  }

  private static String setters(Class<?> type) {
    try {
      return SETTER
          .matcher(Files.readString(Sources.of(type)))
          .results()
          .map(Tables::row)
          .collect(Collectors.joining());
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
            .replaceAll("\\{@code ((?:[^{}]|\\{[^{}]*})*)}", "`$1`");
    return "| `%s` | %s |%n"
        .formatted(name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1), plain(said));
  }

  /** A row per verb, and one per option that only this verb has. */
  static String ofVerbs(CommandLine command) {
    return "\n| verb | option | what it does |\n|---|---|---|\n"
        + verbs("", command).collect(Collectors.joining())
        + "\n";
  }

  /** The exit codes that the help names. */
  static String ofExitCodes(CommandLine command) {
    return "\n| code | meaning |\n|---|---|\n"
        + command.getCommandSpec().usageMessage().exitCodeList().entrySet().stream()
            .map(code -> "| %s | %s |%n".formatted(code.getKey(), plain(code.getValue())))
            .collect(Collectors.joining())
        + "\n";
  }

  private static Stream<String> verbs(String name, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    if (!command.getSubcommands().isEmpty()) {
      return command.getSubcommands().entrySet().stream()
          .flatMap(each -> verbs((name + " " + each.getKey()).strip(), each.getValue()));
    }
    String parameters =
        spec.positionalParameters().stream()
            .map(each -> " " + each.paramLabel() + (each.arity().max() > 1 ? "…" : ""))
            .collect(Collectors.joining());
    return Stream.concat(
        Stream.of(
            "| `%s` | | %s |%n"
                .formatted(
                    name + parameters, plain(String.join(" ", spec.usageMessage().description())))),
        spec.options().stream()
            .filter(option -> !EVERYWHERE.contains(option.longestName()))
            .map(Tables::row));
  }

  private static String row(OptionSpec option) {
    String said =
        String.join(" ", option.description())
            .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValueString()));
    String given = "=" + option.paramLabel();
    String value =
        option.arity().max() == 0 ? "" : option.arity().min() == 0 ? "[" + given + "]" : given;
    return "| | `%s` | %s |%n".formatted(option.longestName() + value, plain(said));
  }

  private static String code(Object value) {
    return "`" + plain(value) + "`";
  }

  private static String plain(Object value) {
    return String.valueOf(value).strip().replace("|", "\\|");
  }
}
