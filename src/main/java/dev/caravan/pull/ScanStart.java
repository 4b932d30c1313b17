package dev.caravan.pull;

import dev.caravan.pull.watermark.Watermark;
import java.time.Instant;
import java.util.Optional;

/**
 * When a scan began, by the clock that counts: that of the server, where it tells it, since its
 * marks are by that clock, too.
 *
 * @param at the instant; where an upper bound was asked for, that one as it was asked
 * @param latest no watermark may pass this instant, where that is not {@code at}
 */
public record ScanStart(Instant at, Optional<Instant> latest) {
  /** A scan that begins by our clock. */
  public static ScanStart ours(Instant at) {
    return new ScanStart(at, Optional.empty());
  }

  /** The same after the response for its first page. */
  public ScanStart after(Page first, Optional<Watermark> watermark) {
    Optional<Instant> date = first.source().date();
    return watermark.flatMap(Watermark::until).isEmpty()
        ? new ScanStart(date.orElse(at), Optional.empty())
        : new ScanStart(at, date.filter(at::isAfter));
  }

  /** What no watermark may pass. */
  public Instant ceiling() {
    return latest.orElse(at);
  }
}
