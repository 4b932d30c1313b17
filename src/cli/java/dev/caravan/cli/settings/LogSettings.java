package dev.caravan.cli.settings;

import dev.caravan.config.ConfigurationException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** How a process logs: what logback.xml has placeholders for. */
public final class LogSettings {
  private static final Map<String, List<String>> VALUES =
      Map.of(
          "caravan.log", List.of("text", "json"),
          "caravan.log.level", List.of("info", "debug", "trace", "warn", "error"));

  private LogSettings() {}

  /** The names of the settings. */
  public static Iterable<String> names() {
    return VALUES.keySet();
  }

  /**
   * Looks them up where settings are: with {@code -D}, in the properties of Java, in the
   * environment, in the file. To be called before the first logger is asked for, which has
   * logback.xml read.
   *
   * @throws ConfigurationException when one has a value that there is not
   */
  public static void apply(ParseResult parsed) {
    Optional<CommonOptions> options = options(parsed);
    VALUES.forEach((name, values) -> System.setProperty(name, value(options, name, values)));
  }

  private static String value(Optional<CommonOptions> options, String name, List<String> values) {
    String value =
        options
            .map(given -> given.overrides().get(name))
            .or(() -> Optional.ofNullable(System.getProperty(name)))
            .or(() -> Optional.ofNullable(System.getenv(KnownSettings.variable(name))))
            .or(() -> options.flatMap(given -> inFile(given, name)))
            .orElse(values.get(0))
            .strip();
    return values.stream()
        .filter(value::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationException(
                    "%s '%s' is not one of %s; it is read before placeholders are, so it cannot be a placeholder"
                        .formatted(name, value, String.join(", ", values))));
  }

  private static Optional<CommonOptions> options(ParseResult parsed) {
    return Stream.iterate(parsed, ParseResult::hasSubcommand, ParseResult::subcommand)
        .reduce((before, last) -> last)
        .map(ParseResult::subcommand)
        .flatMap(verb -> withMixins(verb.commandSpec()).findFirst());
  }

  /** Common options may stand in others that several verbs share. */
  private static Stream<CommonOptions> withMixins(CommandSpec spec) {
    return Stream.concat(
        Stream.of(spec.userObject())
            .filter(CommonOptions.class::isInstance)
            .map(CommonOptions.class::cast),
        spec.mixins().values().stream().flatMap(LogSettings::withMixins));
  }

  private static Optional<String> inFile(CommonOptions options, String name) {
    return Optional.of(options.properties())
        .filter(Files::isRegularFile)
        .map(file -> KnownSettings.properties(file).getProperty(name));
  }
}
