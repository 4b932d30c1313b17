package dev.caravan.webhook.request;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;

/**
 * Logs the first of many like messages and then at most one a minute, with how many there were:
 * anybody on the internet may cause them.
 */
public final class SparseLog {
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Logger log;
  private final Clock clock;
  private final AtomicReference<Instant> next = new AtomicReference<>(Instant.MIN);
  private final AtomicLong silent = new AtomicLong();

  public SparseLog(Logger log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  public void warn(String message) {
    Instant now = clock.instant();
    Instant due = next.get();
    if (now.isBefore(due) || !next.compareAndSet(due, now.plus(PAUSE))) {
      silent.incrementAndGet();
      return;
    }
    long missed = silent.getAndSet(0);
    log.warn(missed == 0 ? message : message + " (and " + missed + " more since the last line)");
  }
}
