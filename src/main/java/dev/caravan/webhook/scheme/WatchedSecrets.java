package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.SparseLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets in a file, one a line, read again when they change, at most once a second. A file
 * that is gone or unreadable for a while changes nothing: the secrets that were read last stay.
 * Safe for any thread.
 */
final class WatchedSecrets<T> implements Supplier<List<T>> {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedSecrets.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Path file;
  private final Function<List<String>, List<T>> reader;
  private final Clock clock;
  private final SparseLog failures;
  private Instant next;
  private String text;
  private volatile List<T> secrets;

  /**
   * Reads a file.
   *
   * @param reader makes secrets of lines
   * @throws IllegalArgumentException when it cannot be read, or has none
   */
  WatchedSecrets(Path file, Function<List<String>, List<T>> reader, Clock clock) {
    this.file = file;
    this.reader = reader;
    this.clock = clock;
    this.failures = new SparseLog(LOG, clock);
    this.next = clock.instant().plus(PAUSE);
    try {
      this.text = Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException("secretsFile " + file + " cannot be read: " + e, e);
    }
    this.secrets = reader.apply(lines(text));
  }

  @Override
  public List<T> get() {
    if (isDue()) {
      readAgain();
    }
    return secrets;
  }

  private synchronized boolean isDue() {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return false;
    }
    next = now.plus(PAUSE);
    return true;
  }

  private synchronized void readAgain() {
    try {
      String now = Files.readString(file);
      if (!now.equals(text)) {
        secrets = reader.apply(lines(now));
        text = now;
        LOG.info("{} has changed; {} secrets count from now on", file, secrets.size());
      }
    } catch (IOException | IllegalArgumentException e) {
      failures.warn(file + " cannot be read again, its former secrets stay: " + e.getMessage());
    }
  }

  private static List<String> lines(String text) {
    return Arrays.stream(text.split("[,\\r\\n]"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
