package dev.caravan.run.fetched;

import dev.caravan.api.auth.PlainText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is fetched at once and written in one transaction: a page, or a page each of several
 * parents. Immutable.
 */
public interface Fetched {
  /** As they came: usually maps, but an API may send anything. */
  List<?> records();

  /** Where it stands, as shown to people and kept with bad records; empty for the first. */
  Optional<String> position();

  /** Whether there is something to fetch after it. */
  boolean hasNext();

  /** How many responses it came in. */
  default long responses() {
    return 1;
  }

  /** How many bytes they were, as far as that is known. */
  default long bytes() {
    return 0;
  }

  /** What it is and in which response it came, for the log. */
  String described();

  /**
   * The HTTP response of a page.
   *
   * @param status the HTTP status
   * @param requestId the server's id of the request when it gave one, else ours
   * @param date the server's clock, when it told it
   * @param total how many records the API says there are, when that is declared and told
   * @param bytes of its body
   */
  record Source(
      int status, String requestId, Optional<Instant> date, Optional<Long> total, long bytes) {
    /** The page at a position that came in this response, for the log. */
    public String describe(Optional<String> position) {
      return "page %s request %s status %d"
          .formatted(PlainText.of(position.orElse("first")), requestId, status);
    }
  }
}
