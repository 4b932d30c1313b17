package dev.caravan.examples;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A hub of {@code examples/} in a process of its own, and what it logs. */
final class HubProcess implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;

  private HubProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it as its users do, with some settings as system properties. */
  static HubProcess start(Path hub, Path folder, Map<String, String> settings) throws IOException {
    Path log = Files.createTempFile(folder, "hub", ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx512m"));
    settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.add("-jar");
    command.add(hub.resolve("target/hub.jar").toAbsolutePath().toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SHOP_TOKEN", "sandbox-token");
    builder.environment().put("PARTNER_SECRET", "partner-secret");
    return new HubProcess(
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start(),
        log);
  }

  /** Waits for a line that contains this, and gives what its group matched. */
  String awaitLog(String pattern) {
    Pattern wanted = Pattern.compile(pattern);
    return await()
        .atMost(LONGEST)
        .conditionEvaluationListener(ignored -> {})
        .until(
            () -> {
              Matcher matcher = wanted.matcher(log());
              if (matcher.find()) {
                return matcher.group(matcher.groupCount());
              }
              if (!process.isAlive()) {
                throw new IllegalStateException("the hub ended without " + pattern + ":\n" + log());
              }
              return null;
            },
            found -> found != null);
  }

  /** Waits for the end of a hub that cannot start, and gives what it logged. */
  String awaitEnd() throws InterruptedException {
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("the hub goes on:\n" + log());
    }
    return log();
  }

  /** Tells it to stop and gives what it logged until then. */
  String stop() throws InterruptedException {
    process.destroy();
    return awaitEnd();
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
