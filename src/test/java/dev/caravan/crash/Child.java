package dev.caravan.crash;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Caravan in a process of its own, with what it wrote. */
final class Child {
  /** In the line that each page in the database gets. */
  static final String PAGE_WRITTEN = "status 200: ";

  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  Child(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "child " + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  long pid() {
    return process.pid();
  }

  /** Opens the {@link Gate} of a process that was started held. */
  void letGo() {
    awaitLine(Gate.REACHED);
    try {
      process.getOutputStream().write('\n');
      process.getOutputStream().flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it wrote so far, standard output and error as one. */
  List<String> log() {
    return List.copyOf(lines);
  }

  /** How many lines contain a text. */
  long count(String text) {
    return lines.stream().filter(line -> line.contains(text)).count();
  }

  void awaitLine(String text) {
    awaitLines(1, text);
  }

  /** Waits for so many lines that contain a text; fails when the process ends without them. */
  void awaitLines(int times, String text) {
    Awaitility.await("%d lines with \"%s\" from child %d".formatted(times, text, pid()))
        .atMost(LONGEST)
        .pollInterval(Duration.ofMillis(5))
        .failFast(() -> requireAlive(times, text))
        .until(() -> count(text) >= times);
  }

  private void requireAlive(int times, String text) {
    if (!isAlive() && count(text) < times) {
      throw new IllegalStateException("the process ended first:\n" + String.join("\n", log()));
    }
  }

  boolean isAlive() {
    return process.isAlive() || reader.isAlive();
  }

  /** Whether it ends by itself within a time. */
  boolean endsWithin(Duration longest) {
    try {
      return process.waitFor(longest.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Waits for its end and gives the exit code. */
  int exitCode() {
    if (!endsWithin(LONGEST)) {
      throw new AssertionError("child " + pid() + " did not end within " + LONGEST);
    }
    joinReader();
    return process.exitValue();
  }

  /** SIGTERM: it may tidy up. */
  void terminate() {
    // Not process.destroy(), which closes the pipe that it writes its log to.
    process.toHandle().destroy();
  }

  /** SIGKILL: it is gone at once. */
  void kill() {
    process.destroyForcibly();
    exitCode();
  }

  private void joinReader() {
    try {
      reader.join(LONGEST.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add("(the log ends here: " + e.getMessage() + ")");
    }
  }
}
