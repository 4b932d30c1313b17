package dev.caravan.pull;

import dev.caravan.pull.watermark.Watermark;
import java.util.Optional;

/**
 * Looks whether the API's filter does what it was asked to. What it finds it says once. For the
 * pages of one run, by one thread at a time.
 */
public final class FilterWatch {
  private final Optional<Watermark> watermark;
  private boolean told;
  private boolean nothingYet;

  /**
   * @param wholeScan whether all pages of one scan are looked at, and of no other
   */
  public FilterWatch(Stream stream, boolean wholeScan) {
    this.watermark = stream.watermark();
    this.nothingYet = wholeScan;
  }

  /**
   * Looks at a page.
   *
   * @param since the watermark that the scan began at
   * @return what to say
   */
  public Optional<String> look(Page page, Optional<String> since) {
    nothingYet &= page.records().isEmpty();
    Optional<String> found =
        watermark
            .filter(any -> !told)
            .flatMap(
                mark ->
                    nothingYet && !page.hasNext()
                        ? mark.nothingAt(since)
                        : mark.unasked(page.records(), since));
    told |= found.isPresent();
    return found;
  }
}
