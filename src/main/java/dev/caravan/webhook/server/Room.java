package dev.caravan.webhook.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of bodies may be in memory at once, so that a flood ends in 503, not in a crash.
 */
public final class Room {
  private final long bytes;
  private final AtomicLong taken = new AtomicLong();

  public Room(long bytes) {
    this.bytes = bytes;
  }

  /** Takes room; false when there is not enough. */
  public boolean take(long more) {
    if (taken.addAndGet(more) <= bytes) {
      return true;
    }
    taken.addAndGet(-more);
    return false;
  }

  public void free(long less) {
    taken.addAndGet(-less);
  }
}
