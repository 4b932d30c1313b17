package dev.caravan.cli.settings;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Options that every verb takes. */
public final class CommonOptions {
  public static final Path DEFAULT_PROPERTIES = Path.of("application.properties");

  @Option(
      names = "--routes",
      paramLabel = "DIR",
      description = "Folder of the route files (default: ${DEFAULT-VALUE}).")
  private Path routes = Path.of("routes");

  @Option(
      names = "--properties",
      paramLabel = "FILE",
      description = "Values of the placeholders (default: application.properties).")
  private Path properties = DEFAULT_PROPERTIES;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "A placeholder's value, stronger than the file.")
  private Map<String, String> overrides = new LinkedHashMap<>();

  public Path routes() {
    return routes;
  }

  public Path properties() {
    return properties;
  }

  public Map<String, String> overrides() {
    return overrides;
  }
}
