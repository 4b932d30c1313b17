package dev.caravan.cli.settings;

import dev.caravan.config.NearestName;
import dev.caravan.config.Objections;
import dev.caravan.config.OwnRoutes;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.main.MainConfigurationProperties;

/**
 * Refuses settings that nothing reads: a misspelt {@code caravan.datasource.url} would otherwise
 * load into another database without a word.
 */
public final class KnownSettings {
  private static final String OWN = "caravan.";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??(caravan\\.[\\w.-]+)");
  private static final Map<String, Class<?>> OF_CAMEL =
      Map.of(
          "camel.main.", MainConfigurationProperties.class,
          "camel.server.", HttpServerConfigurationProperties.class,
          "camel.management.", HttpManagementServerConfigurationProperties.class);

  private static final Pattern VARIABLE = Pattern.compile("\\benv:(\\w+)");

  private final Objections faults;
  private final Set<String> known = new TreeSet<>();
  private final Set<String> variables = new TreeSet<>(Set.of("CARAVAN_JAVA_OPTS"));

  /**
   * Learns from Caravan's beans and the texts of files which names they have placeholders for.
   *
   * @param faults takes where a name stands that nothing reads, and the nearest one
   */
  public KnownSettings(Collection<Path> files, Objections faults) {
    this.faults = faults;
    LogSettings.names().forEach(known::add);
    OwnRoutes.LOCATIONS.forEach(location -> learn(read(location)));
    files.forEach(file -> learn(read(file)));
    OF_CAMEL.forEach((prefix, type) -> setters(type).map(prefix::concat).forEach(known::add));
  }

  /** Checks the names in a file of properties. */
  public void checkFile(Path file) {
    check(file.toString(), new TreeSet<>(properties(file).stringPropertyNames()));
  }

  /** What a file of properties says, before Camel reads it. */
  public static Properties properties(Path file) {
    Properties properties = new Properties();
    try (Reader text = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** Checks names that were given otherwise, such as by {@code -D}. */
  public void check(String where, Collection<String> names) {
    for (String name : names) {
      if (isOurs(name) && known.stream().noneMatch(each -> isSame(each, name))) {
        faults.add(
            where
                + ": nothing reads "
                + name
                + "; "
                + NearestName.of(name, known)
                    .map(near -> "did you mean " + near + "?")
                    .orElse("take it out, or give it a name of your own"));
      }
    }
  }

  /**
   * Checks the properties of Java, where others have names of theirs: refused is what looks like
   * one of ours.
   */
  public void checkJava(Set<String> names) {
    names.stream()
        .filter(name -> isOurs(name) && meant(name).isPresent())
        .forEach(name -> check("-D of Java", List.of(name)));
  }

  /**
   * Checks the environment likewise, where settings have underscores. Kubernetes puts names such as
   * {@code CARAVAN_SERVICE_HOST} there.
   */
  public void checkEnvironment(Set<String> names) {
    Set<String> taken = known.stream().map(KnownSettings::variable).collect(Collectors.toSet());
    for (String name : names) {
      String setting = name.toLowerCase(Locale.ROOT).replace('_', '.');
      if (setting.startsWith(OWN) && !taken.contains(name) && !variables.contains(name)) {
        meant(setting)
            .ifPresent(
                near ->
                    faults.add(
                        "environment: nothing reads "
                            + name
                            + "; did you mean "
                            + variable(near)
                            + "?"));
      }
    }
  }

  /** A setting that differs by two letters, or by the last word in one of our sections. */
  private Optional<String> meant(String name) {
    String section = name.substring(0, name.lastIndexOf('.') + 1);
    return NearestName.ofTypo(name, known)
        .or(
            () ->
                section.equals(OWN)
                    ? Optional.empty()
                    : NearestName.of(
                        name, known.stream().filter(each -> each.startsWith(section)).toList()));
  }

  /** The variable of the environment that a setting may stand in. */
  public static String variable(String setting) {
    return setting.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
  }

  private static boolean isOurs(String name) {
    return name.startsWith(OWN) || OF_CAMEL.keySet().stream().anyMatch(name::startsWith);
  }

  /** Camel takes its names with dashes, too. */
  private static boolean isSame(String known, String name) {
    return known.equals(name)
        || !known.startsWith(OWN) && known.equalsIgnoreCase(name.replace("-", ""));
  }

  private void learn(String text) {
    PLACEHOLDER.matcher(text).results().map(match -> match.group(1)).forEach(known::add);
    VARIABLE.matcher(text).results().map(match -> match.group(1)).forEach(variables::add);
  }

  private static Stream<String> setters(Class<?> type) {
    return Arrays.stream(type.getMethods())
        .map(Method::getName)
        .filter(name -> name.length() > 3 && name.startsWith("set"))
        .map(name -> name.substring(3, 4).toLowerCase(Locale.ROOT) + name.substring(4));
  }

  private static String read(String location) {
    String file = "/" + location.replaceFirst("^classpath:", "");
    try (InputStream yaml =
        Objects.requireNonNull(KnownSettings.class.getResourceAsStream(file), file)) {
      return new String(yaml.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
