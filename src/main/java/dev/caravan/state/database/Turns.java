package dev.caravan.state.database;

import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Lets so many have a connection at once, whoever has waited longest first. Safe for any thread.
 */
final class Turns {
  private final Semaphore free;
  private final int most;
  private final Duration patience;

  /**
   * @param most how many at once, no more than the pool has connections
   * @param patience how long one waits at most; something hangs when it is over
   */
  Turns(int most, Duration patience) {
    this.free = new Semaphore(most, true);
    this.most = most;
    this.patience = patience;
  }

  /** Waits for a turn, which lasts until {@link #give}. */
  void take() throws SQLTransientConnectionException {
    try {
      if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SQLTransientConnectionException(
            "none of the %d connections became free within %d s; a step of a route that hangs may hold one"
                .formatted(most, patience.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("interrupted while waiting for a connection", e);
    }
  }

  /** Gives the turn to the next. */
  void give() {
    free.release();
  }
}
