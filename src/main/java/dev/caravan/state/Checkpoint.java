package dev.caravan.state;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a stream stands. One row per stream, moved in the transaction of the rows that it speaks
 * of.
 *
 * @param stream the stream's name
 * @param version grows by one with each move; 0 before the first
 * @param lastCursor the position of the last page of the last complete scan
 * @param watermark the newest mark of the last complete scan, in the API's own form
 * @param scan the scan under way, empty between scans
 * @param notBefore no request before this instant, when the stream is parked
 * @param lastSuccess when the last scan was complete
 */
public record Checkpoint(
    String stream,
    long version,
    Optional<String> lastCursor,
    Optional<String> watermark,
    Optional<Scan> scan,
    Optional<Instant> notBefore,
    Optional<Instant> lastSuccess) {

  /**
   * A scan under way.
   *
   * @param started when it began
   * @param position the page to fetch next, empty for the first
   * @param maxSeen the newest mark so far
   */
  public record Scan(Instant started, Optional<String> position, Optional<String> maxSeen) {}

  /** A stream that never ran. */
  public static Checkpoint initial(String stream) {
    return new Checkpoint(
        stream,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The page that a run fetches first; empty for the beginning of a scan. */
  public Optional<String> position() {
    return scan.flatMap(Scan::position);
  }

  /** The scan goes on at a position. */
  public Checkpoint at(Instant scanStarted, String position, Optional<String> maxSeen) {
    Scan next = new Scan(scanStarted, Optional.of(position), maxSeen);
    return new Checkpoint(
        stream,
        version + 1,
        lastCursor,
        watermark,
        Optional.of(next),
        Optional.empty(),
        lastSuccess);
  }

  /** The newest mark of the scan under way. */
  public Optional<String> maxSeen() {
    return scan.flatMap(Scan::maxSeen);
  }

  /** The scan is complete. */
  public Checkpoint completed(
      Optional<String> lastPosition, Optional<String> newWatermark, Instant now) {
    return new Checkpoint(
        stream,
        version + 1,
        lastPosition,
        newWatermark,
        Optional.empty(),
        Optional.empty(),
        Optional.of(now));
  }

  /** No request before an instant; everything else stands. */
  public Checkpoint parkedUntil(Instant instant) {
    return new Checkpoint(
        stream, version + 1, lastCursor, watermark, scan, Optional.of(instant), lastSuccess);
  }
}
