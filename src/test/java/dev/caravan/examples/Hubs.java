package dev.caravan.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The hubs of {@code examples/}, built as a user builds them: by Maven from their own poms, against
 * the thin jar in a local repository. That is one below {@code target/}, which has this build's jar
 * and links to all else that the user's own has, so that nothing is fetched twice and nothing of
 * this build is left behind.
 */
final class Hubs {
  private static final Path TARGET = Path.of("target", "examples");

  /** What the tests add to them. */
  private static final Path OURS = Path.of("src", "test", "examples");

  private static final String CARAVAN = "dev/caravan/caravan";
  private static final long BUILD_MINUTES = 5;

  private Hubs() {}

  /** Builds all of them and returns the folder that they are in. */
  static Path build() throws IOException, InterruptedException {
    Path folder = fresh(TARGET.resolve("hubs"));
    copySources(Path.of("examples"), folder);
    copySources(OURS, folder);
    ReadmeHub.write(folder);
    Path log = TARGET.resolve("build.log");
    ProcessBuilder builder = new ProcessBuilder(command(folder, repository()));
    builder.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    Process maven = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    boolean ended = maven.waitFor(BUILD_MINUTES, TimeUnit.MINUTES);
    maven.destroy();
    if (!ended || maven.exitValue() != 0) {
      throw new IllegalStateException("the examples do not build:\n" + Files.readString(log));
    }
    return folder;
  }

  /** The names of the jars that were copied beside a hub. */
  static List<String> libraries(Path hub) throws IOException {
    try (Stream<Path> files = Files.list(hub.resolve("target/lib"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** The names of the jars that Spring Boot's plugin put into a hub's own. */
  static List<String> librariesOfBoot(Path hub) throws IOException {
    try (JarFile jar = new JarFile(hub.resolve("target/hub.jar").toFile())) {
      return jar.stream()
          .map(entry -> Path.of(entry.getName()))
          .filter(name -> name.startsWith("BOOT-INF/lib"))
          .map(name -> name.getFileName().toString())
          .toList();
    }
  }

  private static List<String> command(Path folder, Path repository) {
    List<String> command = new ArrayList<>();
    command.add(property("maven.home").map(home -> home + "/bin/mvn").orElse("mvn"));
    command.addAll(List.of("-B", "-f", folder.resolve("pom.xml").toString(), "package"));
    command.add("-Dmaven.repo.local=" + repository.toAbsolutePath());
    command.add("-Dcaravan.version=" + version());
    property("maven.settings")
        .filter(file -> Files.exists(Path.of(file)))
        .ifPresent(file -> command.addAll(List.of("-s", file)));
    property("maven.offline").filter("true"::equals).ifPresent(yes -> command.add("-o"));
    return command;
  }

  private static Path repository() throws IOException {
    Path links = fresh(TARGET.resolve("repository"));
    Path own =
        Path.of(
            property("maven.repository")
                .orElse(System.getProperty("user.home") + "/.m2/repository"));
    link(own, links, Path.of(CARAVAN));
    Path here = Files.createDirectories(links.resolve(CARAVAN).resolve(version()));
    String name = "caravan-" + version();
    Files.copy(Path.of(System.getProperty("caravan.thin.jar")), here.resolve(name + ".jar"));
    Files.copy(Path.of("pom.xml"), here.resolve(name + ".pom"));
    return links;
  }

  /** Links to all that is in a folder, except for what leads to one path in it. */
  private static void link(Path from, Path to, Path except) throws IOException {
    try (Stream<Path> entries = Files.list(from)) {
      for (Path entry : entries.toList()) {
        Path name = entry.getFileName();
        if (!except.startsWith(name)) {
          Files.createSymbolicLink(to.resolve(name), entry.toAbsolutePath());
        } else if (except.getNameCount() > 1) {
          link(entry, Files.createDirectory(to.resolve(name)), tail(except));
        }
      }
    }
  }

  private static Path tail(Path path) {
    return path.subpath(1, path.getNameCount());
  }

  private static void copySources(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path relative = from.relativize(file);
        if (!relative.toString().contains("target")) {
          Path copy = to.resolve(relative);
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
  }

  /** An empty folder; what a former build left in it is gone, and what its links led to is not. */
  private static Path fresh(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(folder);
  }

  private static String version() {
    return Path.of(System.getProperty("caravan.thin.jar"))
        .getFileName()
        .toString()
        .replaceAll("^caravan-|\\.jar$", "");
  }

  private static Optional<String> property(String name) {
    return Optional.ofNullable(System.getProperty(name))
        .map(value -> value.replaceFirst("^is ", ""))
        .filter(value -> !value.isBlank() && !value.startsWith("${"));
  }
}
