package dev.caravan.api.limits;

import java.time.Duration;
import java.time.Instant;

/**
 * Slows requests down as those that an API says remain of its window become fewer, so that the
 * quota is neither spent in a burst nor exceeded. Not safe for threads; the gate's lock guards it.
 */
final class Pace {
  private static final Duration SAME_WINDOW = Duration.ofSeconds(2);
  private static final Duration FIRST_ANSWER = Duration.ofSeconds(1);

  private Instant windowEnds = Instant.MIN;
  private long remaining;
  private Instant lastStart = Instant.MIN;
  private Instant next = Instant.MIN;

  /**
   * A response told what remains.
   *
   * @param underWay requests without a response, which the server may not have counted yet
   */
  void told(ToldQuota told, int underWay, Instant now) {
    Instant resets = now.plus(told.untilReset());
    long left = Math.max(0, told.remaining() - underWay);
    // Responses may overtake each other: within a window, what remains never grows.
    remaining = isSameWindow(resets, now) ? Math.min(left, remaining) : left;
    // Servers round up to whole seconds: the earliest end that was told is nearest to the true one.
    boolean earlier = isSameWindow(resets, now) && windowEnds.isBefore(resets);
    windowEnds = earlier ? windowEnds : resets;
    next = after(lastStart, now);
  }

  /** A request starts. */
  void started(Instant now) {
    lastStart = now;
    if (now.isBefore(windowEnds)) {
      remaining = Math.max(0, remaining - 1);
      next = after(now, now);
    } else if (windowEnds.isAfter(Instant.MIN)) {
      // Nothing is known of a new window until its first response, for which the others wait a
      // while.
      windowEnds = Instant.MIN;
      next = now.plus(FIRST_ANSWER);
    }
  }

  /** The earliest instant of the next start, as far as the API told. */
  Instant next() {
    return next;
  }

  private Instant after(Instant start, Instant now) {
    ToldQuota rest = new ToldQuota(remaining, Duration.between(now, windowEnds));
    return remaining == 0 ? windowEnds : start.plus(rest.spacing());
  }

  private boolean isSameWindow(Instant resets, Instant now) {
    return now.isBefore(windowEnds)
        && Duration.between(windowEnds, resets).abs().compareTo(SAME_WINDOW) <= 0;
  }
}
