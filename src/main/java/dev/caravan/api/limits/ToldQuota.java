package dev.caravan.api.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a response tells about the quota: {@code RateLimit-Remaining} and {@code RateLimit-Reset},
 * or the same with {@code X-}.
 *
 * @param remaining requests that may still be sent before the reset
 * @param untilReset longer than zero
 */
record ToldQuota(long remaining, Duration untilReset) {
  /**
   * How much faster than evenly a request may follow another. Evenly, the last window of a run
   * would take all of its time; this fast, about a third of it, and the requests still thin out.
   */
  private static final int HASTE = 12;

  /** From a response's headers, in any letter case; empty when they do not tell both. */
  static Optional<ToldQuota> in(Map<String, String> headers, Instant now) {
    Optional<Long> remaining = RetryAfter.remaining(headers);
    Optional<Duration> untilReset =
        RetryAfter.untilReset(headers, now).filter(wait -> !wait.isNegative() && !wait.isZero());
    return remaining.isPresent() && untilReset.isPresent()
        ? Optional.of(new ToldQuota(remaining.get(), untilReset.get()))
        : Optional.empty();
  }

  /**
   * The time from one start to the next: a twelfth of what would spend the rest evenly until the
   * reset, so the longer the less remains; with nothing left, the time until the reset.
   */
  Duration spacing() {
    return remaining <= 0 ? untilReset : untilReset.dividedBy(HASTE * remaining);
  }
}
