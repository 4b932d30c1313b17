package dev.caravan.api.limits;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * The waits that Caravan chooses itself: 1 s, 2 s, 4 s … 60 s with full jitter when the server says
 * nothing, and a little on top of the server's word so that many clients do not return together.
 */
public final class Backoff {
  private static final long BASE_MS = 1_000;
  private static final long CAP_MS = 60_000;
  private static final long LEAST_MS = 100;
  private static final long MOST_ON_TOP_MS = 1_000;
  private static final int DOUBLINGS_TO_CAP = 6;

  private final RandomGenerator random;

  public Backoff(RandomGenerator random) {
    this.random = random;
  }

  /**
   * The wait after a failure that the server said nothing about.
   *
   * @param before how many such failures came before
   */
  public Duration delay(int before) {
    long ceiling = Math.min(CAP_MS, BASE_MS << Math.min(before, DOUBLINGS_TO_CAP));
    return Duration.ofMillis(random.nextLong(LEAST_MS, ceiling + 1));
  }

  /** The server's word plus up to a tenth of it, at most one second. */
  public Duration onTopOf(Duration serversWord) {
    long most = Math.min(MOST_ON_TOP_MS, serversWord.toMillis() / 10);
    return serversWord.plusMillis(random.nextLong(0, most + 1));
  }
}
