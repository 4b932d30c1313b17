package dev.caravan.api.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;

/** A window that nobody else uses: all places of the quota. */
final class OwnWindow implements QuotaWindow {
  private final Quota quota;
  private final Duration lookUp;
  private final PriorityQueue<Instant> freeAt = new PriorityQueue<>();
  private int underWay;

  /**
   * @param lookUp when to look again while all places are under way
   */
  OwnWindow(Quota quota, Duration lookUp) {
    this.quota = quota;
    this.lookUp = lookUp;
  }

  @Override
  public Instant free(Instant now) {
    if (underWay + freeAt.size() < quota.requests()) {
      return now;
    }
    return freeAt.isEmpty() ? now.plus(lookUp) : freeAt.peek();
  }

  @Override
  public long used(Instant now) {
    return underWay + freeAt.stream().filter(now::isBefore).count();
  }

  @Override
  public void take() {
    underWay++;
    if (underWay + freeAt.size() > quota.requests()) {
      freeAt.remove();
    }
  }

  @Override
  public void leave(Instant now) {
    underWay--;
    freeAt.add(now.plus(quota.period()));
  }
}
