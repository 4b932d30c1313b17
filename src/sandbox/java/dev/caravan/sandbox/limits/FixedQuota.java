package dev.caravan.sandbox.limits;

import java.time.Duration;
import java.time.Instant;

/** So many requests in each window of a fixed grid that starts in 1970. */
final class FixedQuota implements SandboxQuota {
  private final int limit;
  private final long windowMillis;
  private long window = Long.MIN_VALUE;
  private int used;

  FixedQuota(int limit, Duration window) {
    this.limit = limit;
    this.windowMillis = window.toMillis();
  }

  @Override
  public synchronized Decision take(Instant now) {
    long current = Math.floorDiv(now.toEpochMilli(), windowMillis);
    if (current != window) {
      window = current;
      used = 0;
    }
    boolean allowed = used < limit;
    used += allowed ? 1 : 0;
    Instant reset = Instant.ofEpochMilli((current + 1) * windowMillis);
    return new Decision(allowed, limit, limit - used, reset);
  }
}
