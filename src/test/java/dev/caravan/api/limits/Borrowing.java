package dev.caravan.api.limits;

import java.time.Duration;
import java.time.Instant;

/** Lent places, for a test that has a time of its own, in milliseconds. */
public final class Borrowing {
  private final LentWindow window;
  private Instant asked = Instant.EPOCH;
  private int weight = 1;

  public Borrowing(Duration period) {
    window = new LentWindow(period, Duration.ofMillis(200));
  }

  public boolean isFree(long now) {
    return !window.free(at(now)).isAfter(at(now));
  }

  public boolean isHungry(long now) {
    return window.isHungry(at(now));
  }

  public void waits(int more) {
    window.waits(more);
  }

  /** Of the streams that want the places. */
  public void weighs(int more) {
    weight = more;
  }

  public void take() {
    window.take();
  }

  public void leave(long now) {
    window.leave(at(now));
  }

  /** All places that it has. */
  public int holding() {
    return window.holding();
  }

  public Lender.Offer offer(long now) {
    asked = at(now);
    return window.offer(asked, weight);
  }

  public void settle(Lender.Loan loan, long now) {
    window.settle(loan, asked, at(now));
  }

  private static Instant at(long millis) {
    return Instant.ofEpochMilli(millis);
  }
}
