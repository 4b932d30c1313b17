package dev.caravan.run;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one request of a run brought: a page on its way into the user's route. Immutable. */
public interface Fetched {
  /** As they came: usually maps, but an API may send anything. */
  List<?> records();

  /** Where the page stands, as shown to people and kept with bad records; empty for the first. */
  Optional<String> position();

  /** Whether there is a page to fetch after this one. */
  boolean hasNext();

  /** The HTTP answer that it came in. */
  Source source();

  /**
   * The HTTP answer of a page.
   *
   * @param status the HTTP status
   * @param requestId the server's id of the request when it gave one, else ours
   * @param date the server's clock, when it told it
   * @param total how many records the API says there are, when that is declared and told
   */
  record Source(int status, String requestId, Optional<Instant> date, Optional<Long> total) {}
}
