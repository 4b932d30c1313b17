package dev.caravan.pull.paging;

import dev.caravan.response.PagingException;
import dev.caravan.response.Prints;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Finds scans that would never end. Positions that come back are found however long the cycle, in
 * constant memory: each position is compared with one that is remembered, and a new one is
 * remembered after 1, 2, 4, 8 … steps (Brent's algorithm). Where pages are numbered the positions
 * always grow, so there two pages of equal content in a row are what gives a loop away. For one
 * scan, by one thread at a time.
 */
public final class LoopGuard {
  private Optional<String> remembered = Optional.empty();
  private long steps;
  private long renewAt = 1;
  private byte[] lastRecords = {};

  /**
   * Looks at the next position of a scan.
   *
   * @throws PagingException when the scan was there before
   */
  public void pass(Optional<String> current, String next) {
    if (current.filter(next::equals).isPresent() || remembered.filter(next::equals).isPresent()) {
      throw new PagingException(
          "the API names position '"
              + next
              + "' as the next one, where this scan already was; its pages form a loop");
    }
    if (++steps == renewAt) {
      remembered = Optional.of(next);
      renewAt *= 2;
    }
  }

  /**
   * Whether a page holds the very records of the page before it. Only a digest is kept, since the
   * steps of a route may change records in place.
   */
  public boolean isRepeat(List<?> records) {
    byte[] digest = Prints.digest(records.toString());
    boolean repeat = !records.isEmpty() && Arrays.equals(digest, lastRecords);
    lastRecords = digest;
    return repeat;
  }

  /** Whether a page was looked at for {@link #isRepeat}. */
  public boolean hasPage() {
    return lastRecords.length > 0;
  }
}
