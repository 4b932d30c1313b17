package dev.caravan.examples;

import dev.caravan.testing.DocExample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The hub with Camel Main whose dependency, property and route are those of the README. */
final class ReadmeHub {
  private static final Path README = Path.of("README.md");
  private static final String CARAVAN =
      "(?s)<dependency>\\s*<groupId>dev.caravan</groupId>.*?</dependency>";

  private ReadmeHub() {}

  /** Writes it beside the hubs of a folder, and among those that are built. */
  static void write(Path hubs) throws IOException {
    Path hub = hubs.resolve("readme");
    copy(hubs.resolve("main"), hub);
    change(hub.resolve("pom.xml"), "<artifactId>hub-main<", "<artifactId>hub-readme<");
    change(hub.resolve("pom.xml"), CARAVAN, block("xml"));
    change(
        hub.resolve("src/main/resources/application.properties"),
        "(?m)^caravan\\.datasource.*$",
        block("properties").strip());
    Files.writeString(
        hub.resolve("src/main/resources/routes/customers.camel.yaml"),
        DocExample.of(README.toString(), "customers"));
    change(hubs.resolve("pom.xml"), "</modules>", "<module>readme</module></modules>");
  }

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("(?s)```" + language + "\n(.*?)```").matcher(Files.readString(README));
    if (!block.find()) {
      throw new IllegalStateException("README.md has no block of " + language);
    }
    return block.group(1);
  }

  private static void change(Path file, String what, String into) throws IOException {
    String before = Files.readString(file);
    String after = before.replaceFirst(what, Matcher.quoteReplacement(into));
    if (after.equals(before) && !before.contains(into)) {
      throw new IllegalStateException(file + " has no " + what);
    }
    Files.writeString(file, after);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
