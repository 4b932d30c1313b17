package dev.caravan.pull.watermark;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * Looks whether an API lists the newest first, page by page: a scan that ends at an old page has
 * seen all that is new only then. What moves within {@code lookback} does no harm. For the pages of
 * one scan, by one thread at a time.
 */
public final class Descent {
  private final Watermark watermark;
  private Optional<BigDecimal> lowest = Optional.empty();

  public Descent(Watermark watermark) {
    this.watermark = watermark;
  }

  /**
   * Looks at the next page.
   *
   * @return its newest mark, when a page before it had none as new; empty when all is well
   */
  public Optional<String> broken(List<?> records) {
    Optional<String> newest = watermark.newest(records);
    if (newest.isEmpty()) {
      return newest;
    }
    BigDecimal mark = watermark.number(newest.get());
    boolean rises =
        lowest.filter(low -> mark.compareTo(low.add(watermark.lookback())) > 0).isPresent();
    lowest = Optional.of(lowest.map(mark::min).orElse(mark));
    return newest.filter(any -> rises);
  }
}
