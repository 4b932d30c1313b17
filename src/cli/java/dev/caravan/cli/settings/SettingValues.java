package dev.caravan.cli.settings;

import dev.caravan.config.Objections;
import dev.caravan.state.database.DatabaseKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refuses values of settings that Camel would pass over or explain badly: a process whose port is
 * no number would listen at another one, and webhooks would be lost.
 */
public final class SettingValues {
  private static final List<String> PORTS = List.of("camel.server.port", "camel.management.port");
  private static final List<String> PATHS = List.of("camel.server.path", "camel.management.path");
  private static final String DATABASE = "caravan.datasource.url";

  private SettingValues() {}

  /**
   * Checks what a file or {@code -D} says.
   *
   * @param faults takes where it stands, the setting and the rule; a URL is not repeated, since it
   *     may have a password in it
   */
  public static void check(String where, Map<?, ?> settings, Objections faults) {
    for (String name : PORTS) {
      find(settings, name)
          .filter(value -> !isPort(value))
          .ifPresent(
              value ->
                  faults.add(
                      where
                          + ": "
                          + name
                          + " '"
                          + value
                          + "' is no port; it takes 0, for any free one, to 65535"));
    }
    for (String name : PATHS) {
      find(settings, name)
          .filter(value -> !value.startsWith("/"))
          .ifPresent(
              value -> faults.add(where + ": " + name + " '" + value + "' does not begin with /"));
    }
    find(settings, DATABASE)
        .filter(value -> !value.isEmpty() && !DatabaseKind.isNamedBy(value))
        .ifPresent(
            value ->
                faults.add(
                    where
                        + ": "
                        + DATABASE
                        + " is no address of a database that Caravan knows; it begins with "
                        + DatabaseKind.schemes()
                        + ", as in"
                        + " jdbc:postgresql://db.example.com:5432/warehouse; user and password are"
                        + " caravan.datasource.username and .password"));
  }

  /** A placeholder is for Camel. */
  private static Optional<String> find(Map<?, ?> settings, String name) {
    return Optional.ofNullable(settings.get(name))
        .map(value -> value.toString().strip())
        .filter(value -> !value.contains("{{"));
  }

  private static boolean isPort(String value) {
    return value.matches("\\d{1,5}") && Integer.parseInt(value) <= 65_535;
  }
}
