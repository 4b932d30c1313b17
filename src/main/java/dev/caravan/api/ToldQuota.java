package dev.caravan.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What an answer tells about the quota: {@code RateLimit-Remaining} and {@code RateLimit-Reset}, or
 * the same with {@code X-}.
 *
 * @param remaining requests that may still be sent before the reset
 * @param untilReset longer than zero
 */
record ToldQuota(long remaining, Duration untilReset) {
  /** From an answer's headers, in any letter case; empty when they do not tell both. */
  static Optional<ToldQuota> in(Map<String, String> headers, Instant now) {
    Optional<Long> remaining = RetryAfter.remaining(headers);
    Optional<Duration> untilReset =
        RetryAfter.untilReset(headers, now).filter(wait -> !wait.isNegative() && !wait.isZero());
    return remaining.isPresent() && untilReset.isPresent()
        ? Optional.of(new ToldQuota(remaining.get(), untilReset.get()))
        : Optional.empty();
  }

  /**
   * The time from one start to the next that spends what remains evenly until the reset; with
   * nothing left, the time until the reset.
   */
  Duration spacing() {
    return remaining <= 0 ? untilReset : untilReset.dividedBy(remaining);
  }
}
