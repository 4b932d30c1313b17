package dev.caravan.rules;

import dev.caravan.testing.TestContext;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/**
 * A block of YAML in the documentation.
 *
 * @param where file and line
 */
record Example(String where, String yaml) {
  private static final Set<String> TOP = Set.of("route", "beans", "from", "routeConfiguration");

  /** Whether it is a list as a file in {@code routes/} is; every block must at least be YAML. */
  boolean isRouteFile() {
    return YamlFile.parse(where, yaml).root() instanceof List<?> list
        && list.stream()
            .allMatch(
                element ->
                    element instanceof Map<?, ?> map
                        && map.keySet().stream().allMatch(TOP::contains));
  }

  /** Starts it beside Caravan's own routes, without running a stream. */
  void start() {
    String runnable = yaml.replaceAll("\\{\\{env:[^}]*}}", "secret");
    try (TestContext context = new TestContext().with(placeholders()).routes(runnable)) {
      if (!yaml.contains("name: shop")) {
        context.routes(Files.readString(Path.of("routes/apis.camel.yaml")));
      }
      if (yaml.contains("caravan-webhook")) {
        context.httpServer();
      }
      context.start();
    } catch (Exception e) {
      throw new AssertionError(where + ": " + e.getMessage(), e);
    }
  }

  /** The values of {@code application.properties}, but no stream may run and no file is made. */
  private static Map<String, String> placeholders() {
    Properties file = new Properties();
    try {
      file.load(new StringReader(Files.readString(Path.of("application.properties"))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> values = new HashMap<>();
    file.stringPropertyNames().forEach(name -> values.put(name, file.getProperty(name)));
    values.put("shop.token", "secret");
    values.put("caravan.streams", "none");
    values.put("warehouse.url", "jdbc:sqlite::memory:");
    values.put("warehouse.user", "sa");
    return values;
  }
}
