package dev.caravan.pull;

import java.time.Instant;
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
    Source source) {

  /**
   * The HTTP answer of a page.
   *
   * @param status the HTTP status
   * @param requestId the server's id of the request when it gave one, else ours
   * @param date the server's clock, when it told it
   * @param total how many records the API says there are, when that is declared and told
   */
  public record Source(
      int status, String requestId, Optional<Instant> date, Optional<Long> total) {}

  /** Whether the scan goes on after this page. */
  public boolean hasNext() {
    return next.isPresent();
  }

  /** The same page as the last one of its scan. */
  public Page asLast() {
    return new Page(records, position, Optional.empty(), newestMark, source);
  }
}
