package dev.caravan.sandbox.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/** So many requests in any window: a request counts until the window has passed since it came. */
final class SlidingQuota implements SandboxQuota {
  private final int limit;
  private final Duration window;
  private final Deque<Instant> taken = new ArrayDeque<>();

  SlidingQuota(int limit, Duration window) {
    this.limit = limit;
    this.window = window;
  }

  @Override
  public synchronized Decision take(Instant now) {
    while (!taken.isEmpty() && !taken.peekFirst().plus(window).isAfter(now)) {
      taken.removeFirst();
    }
    boolean allowed = taken.size() < limit;
    if (allowed) {
      taken.addLast(now);
    }
    return new Decision(allowed, limit, limit - taken.size(), taken.peekFirst().plus(window));
  }
}
