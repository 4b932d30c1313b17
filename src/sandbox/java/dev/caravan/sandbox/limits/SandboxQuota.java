package dev.caravan.sandbox.limits;

import java.time.Duration;
import java.time.Instant;

/** A rule for how many requests are let in. Safe for any thread. */
public interface SandboxQuota {
  /** Counts a request at this time, or refuses it, in which case it does not count. */
  Decision take(Instant now);

  /**
   * So many requests per window, sliding or from one round time to the next.
   *
   * @param most 0: as many as come
   */
  static SandboxQuota of(int most, Duration window, boolean sliding) {
    if (most == 0) {
      return now -> new Decision(true, 0, 0, now);
    }
    return sliding ? new SlidingQuota(most, window) : new FixedQuota(most, window);
  }

  /**
   * @param limit 0 without a quota
   * @param reset when more is allowed again
   */
  record Decision(boolean allowed, int limit, int remaining, Instant reset) {
    /** Whole seconds until the reset, rounded up, so that waiting them is enough. */
    long retryAfterSeconds(Instant now) {
      return Math.max(1, ceilSeconds(Duration.between(now, reset)));
    }

    long resetEpochSeconds() {
      return ceilSeconds(Duration.between(Instant.EPOCH, reset));
    }

    private static long ceilSeconds(Duration duration) {
      return duration.getSeconds() + (duration.getNano() > 0 ? 1 : 0);
    }
  }
}
