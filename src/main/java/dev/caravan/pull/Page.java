package dev.caravan.pull;

import java.util.List;
import java.util.Optional;

/**
 * One answer of a paged API.
 *
 * @param records as they came: usually maps, but an API may send anything
 * @param position where the page stands in the scan, empty for the first
 * @param next the position of the page after it, empty at the end of the scan
 * @param newestMark the newest watermark on the page, in the API's own form
 * @param source the HTTP answer that it came in
 */
public record Page(
    List<?> records,
    Optional<String> position,
    Optional<String> next,
    Optional<String> newestMark,
    Source source)
    implements Fetched {

  /** Whether the scan goes on after this page. */
  @Override
  public boolean hasNext() {
    return next.isPresent();
  }

  /** The same page as the last one of its scan. */
  public Page asLast() {
    return new Page(records, position, Optional.empty(), newestMark, source);
  }
}
