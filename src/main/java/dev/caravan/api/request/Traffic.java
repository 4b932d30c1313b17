package dev.caravan.api.request;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** What the requests of one run cost so far. Safe for any thread. */
public final class Traffic {
  private final AtomicLong attempts = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong waitedNanos = new AtomicLong();
  private volatile Optional<Wait> waiting = Optional.empty();

  /** Counts a request that is about to wait for its turn, and says how many there were. */
  long countAttempt() {
    return attempts.incrementAndGet();
  }

  /** Counts a request that was sent. */
  public void countRequest() {
    requests.incrementAndGet();
  }

  /** Counts a failed request that will be sent again. */
  public void countRetry() {
    retries.incrementAndGet();
  }

  /** Adds time spent waiting for the quota or for a retry. */
  public void countWait(Duration wait) {
    waitedNanos.addAndGet(wait.toNanos());
  }

  /** From now on it waits; until {@link #waitsNoMore}, or for something else. */
  void waits(Wait wait) {
    waiting = Optional.of(wait);
  }

  /** It does not wait any more. */
  void waitsNoMore() {
    waiting = Optional.empty();
  }

  /** What it waits for now; of several requests at once, what the latest of them waits for. */
  public Optional<Wait> waiting() {
    return waiting;
  }

  public long requests() {
    return requests.get();
  }

  public long retries() {
    return retries.get();
  }

  /** The time spent waiting for the quota and for retries. */
  public Duration waited() {
    return Duration.ofNanos(waitedNanos.get());
  }
}
