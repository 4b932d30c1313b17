package dev.caravan.pull;

import java.util.Optional;

/**
 * Finds positions that come back, however long the cycle, in constant memory: it compares each
 * position with one that it remembers, and remembers a new one after 1, 2, 4, 8 … steps (Brent's
 * algorithm). One scan, one thread at a time.
 */
public final class LoopGuard {
  private Optional<String> remembered = Optional.empty();
  private long steps;
  private long renewAt = 1;

  /**
   * Looks at the next position of a scan.
   *
   * @throws PositionLoopException when the scan was there before
   */
  public void pass(Optional<String> current, String next) {
    if (current.filter(next::equals).isPresent() || remembered.filter(next::equals).isPresent()) {
      throw new PositionLoopException(next);
    }
    if (++steps == renewAt) {
      remembered = Optional.of(next);
      renewAt *= 2;
    }
  }
}
