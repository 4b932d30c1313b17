package dev.caravan.api;

import java.time.Duration;
import java.time.Instant;

/**
 * Spreads the requests that an API says remain over the rest of its window, so that the quota is
 * not spent in a burst. Not safe for threads; the gate's lock guards it.
 */
final class Pace {
  private static final Duration SAME_WINDOW = Duration.ofSeconds(2);

  private Instant windowEnds = Instant.MIN;
  private long remaining;
  private Duration spacing = Duration.ZERO;
  private Instant lastStart = Instant.MIN;
  private Instant next = Instant.MIN;

  /**
   * An answer told what remains.
   *
   * @param underWay requests without an answer, which the server may not have counted yet
   */
  void told(ToldQuota told, int underWay, Instant now) {
    Instant resets = now.plus(told.untilReset());
    long left = Math.max(0, told.remaining() - underWay);
    // Answers may overtake each other: within a window, what remains never grows.
    remaining = isSameWindow(resets, now) ? Math.min(left, remaining) : left;
    // Servers round up to whole seconds: the earliest end that was told is nearest to the true one.
    boolean earlier = isSameWindow(resets, now) && windowEnds.isBefore(resets);
    windowEnds = earlier ? windowEnds : resets;
    spacing = new ToldQuota(remaining, Duration.between(now, windowEnds)).spacing();
    next = remaining == 0 ? windowEnds : lastStart.plus(spacing);
  }

  /** A request starts. */
  void started(Instant now) {
    lastStart = now;
    if (now.isBefore(windowEnds)) {
      remaining = Math.max(0, remaining - 1);
      next = now.plus(spacing);
    }
  }

  /** The earliest instant of the next start, as far as the API told. */
  Instant next() {
    return next;
  }

  private boolean isSameWindow(Instant resets, Instant now) {
    return now.isBefore(windowEnds)
        && Duration.between(windowEnds, resets).abs().compareTo(SAME_WINDOW) <= 0;
  }
}
