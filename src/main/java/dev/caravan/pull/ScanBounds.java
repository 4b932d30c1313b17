package dev.caravan.pull;

import dev.caravan.pull.watermark.Span;
import java.time.Instant;
import java.util.Optional;

/**
 * What a scan asks for, the same for all its pages.
 *
 * @param watermark of the last complete scan, in the API's own form
 * @param started when the scan began; the upper bound, where the API takes one
 * @param whole whether the scan is for everything that there is, whatever is declared of watermarks
 * @param span the window that it asks for; empty for all that is new
 */
public record ScanBounds(
    Optional<String> watermark, Instant started, boolean whole, Optional<Span> span) {
  /** What an ordinary scan asks for. */
  public ScanBounds(Optional<String> watermark, Instant started) {
    this(watermark, started, false, Optional.empty());
  }

  /** Everything that there is. */
  public static ScanBounds whole(Instant started) {
    return new ScanBounds(Optional.empty(), started, true, Optional.empty());
  }

  /** A window. */
  public static ScanBounds of(Span span, Instant started) {
    return new ScanBounds(Optional.empty(), started, false, Optional.of(span));
  }
}
