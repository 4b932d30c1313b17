package dev.caravan.cli.launch;

import dev.caravan.cli.settings.CommonOptions;
import dev.caravan.cli.settings.KnownSettings;
import dev.caravan.cli.settings.SettingValues;
import dev.caravan.config.ConfigurationException;
import dev.caravan.config.Objections;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a user has: a folder of route files and a file of properties, before Camel reads them.
 *
 * @param folder of the route files
 * @param properties the file of properties, which need not be there when it is the default
 */
public record UserFiles(Path folder, Path properties) {
  private static final String ENDING = ".camel.yaml";
  private static final Pattern NESTED = Pattern.compile("\\{\\{[^}]*\\{\\{");

  /** Camel's own settings, Caravan's, which are looked at otherwise, and that of its kamelets. */
  private static final String READ_BY_OTHERS = "(?:camel|caravan)\\..*|kafka\\.brokers";

  /** Those that the options name. */
  public static UserFiles of(CommonOptions options) {
    return new UserFiles(options.routes(), options.properties());
  }

  /** The route files, in the order of their names. */
  public List<Path> routes() {
    return list(folder).stream().filter(UserFiles::isRoutes).toList();
  }

  /** Files beside them and one folder below that look like routes, and that nobody loads. */
  public List<Path> leftOut() {
    Stream<Path> beside = list(folder).stream().filter(file -> !isRoutes(file));
    Stream<Path> below =
        list(folder).stream()
            .filter(each -> Files.isDirectory(each) && !isHidden(each))
            .flatMap(each -> list(each).stream());
    return Stream.concat(beside, below)
        .filter(file -> Files.isRegularFile(file) && file.toString().matches(".*\\.ya?ml"))
        .toList();
  }

  /**
   * That there is something to run.
   *
   * @throws ConfigurationException when no file has the name of routes
   */
  public void requireRoutes() {
    if (routes().isEmpty()) {
      throw new ConfigurationException(
          folder
              + ": no file of the form NAME.camel.yaml; put your routes there or name another"
              + " folder by --routes");
    }
  }

  /** Whether a file in the routes folder receives webhooks, so that an HTTP server is needed. */
  public boolean receiveWebhooks() {
    return routes().stream().anyMatch(file -> read(file).contains("kamelet:caravan-webhook"));
  }

  /** Looks at settings before Camel passes over a name that is misspelt. */
  public void checkSettings(Map<String, String> overrides, Objections faults) {
    boolean hasFile = Files.isRegularFile(properties);
    KnownSettings known =
        new KnownSettings(
            Stream.concat(routes().stream(), hasFile ? Stream.of(properties) : Stream.of())
                .toList(),
            faults);
    if (hasFile) {
      known.checkFile(properties);
      SettingValues.check(properties.toString(), KnownSettings.properties(properties), faults);
    }
    known.check("-D", overrides.keySet());
    known.checkJava(System.getProperties().stringPropertyNames());
    known.checkEnvironment(System.getenv().keySet());
    SettingValues.check("-D", overrides, faults);
  }

  /** What the file of properties says; nothing when it is not there. */
  public Map<String, String> settings() {
    Map<String, String> settings = new TreeMap<>();
    if (Files.isRegularFile(properties)) {
      Properties file = KnownSettings.properties(properties);
      file.stringPropertyNames().forEach(name -> settings.put(name, file.getProperty(name)));
    }
    return settings;
  }

  /**
   * Names in the file of properties that no route has a placeholder for; none where routes make up
   * the names of placeholders.
   */
  public List<String> unread() {
    if (!Files.isRegularFile(properties)) {
      return List.of();
    }
    String all =
        Stream.concat(routes().stream(), Stream.of(properties))
            .map(UserFiles::read)
            .collect(Collectors.joining("\n"));
    return NESTED.matcher(all).find()
        ? List.of()
        : settings().keySet().stream()
            .filter(name -> !name.matches(READ_BY_OTHERS))
            .filter(name -> !all.matches("(?s).*\\{\\{[?!]?" + Pattern.quote(name) + "[:}].*"))
            .sorted()
            .toList();
  }

  /** Where Camel finds placeholders. */
  String placeholders() {
    if (Files.isRegularFile(properties)) {
      return "file:" + properties;
    }
    if (properties.equals(CommonOptions.DEFAULT_PROPERTIES)) {
      return "false";
    }
    throw new ConfigurationException(properties + " does not exist; --properties takes a file");
  }

  private static List<Path> list(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As the folders are in which Kubernetes keeps the files of a volume. */
  private static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  private static boolean isRoutes(Path file) {
    return file.toString().endsWith(ENDING);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
