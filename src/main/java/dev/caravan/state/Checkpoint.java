package dev.caravan.state;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a stream stands. One row per stream, moved in the transaction of the rows that it speaks
 * of.
 *
 * @param stream the stream's name
 * @param version grows by one with each move; 0 before the first
 * @param lastCursor the position of the last page of the last complete scan; of a feed, the cursor
 *     after the last change in the database
 * @param watermark the newest mark of the last complete scan, in the API's own form
 * @param scan the scan under way, empty between scans
 * @param notBefore no request before this instant, when the stream is parked
 * @param lastSuccess when the last scan was complete, or the feed was last read
 * @param feed what only a feed has
 */
public record Checkpoint(
    String stream,
    long version,
    Optional<String> lastCursor,
    Optional<String> watermark,
    Optional<Scan> scan,
    Optional<Instant> notBefore,
    Optional<Instant> lastSuccess,
    Optional<Feed> feed) {
  private static final Feed NOTHING_KNOWN = new Feed(Optional.empty(), Optional.empty());

  /** The checkpoint of a stream that scans. */
  public Checkpoint(
      String stream,
      long version,
      Optional<String> lastCursor,
      Optional<String> watermark,
      Optional<Scan> scan,
      Optional<Instant> notBefore,
      Optional<Instant> lastSuccess) {
    this(stream, version, lastCursor, watermark, scan, notBefore, lastSuccess, Optional.empty());
  }

  /**
   * A feed.
   *
   * @param snapshot the snapshot under way that takes the place of what the feed no longer has
   * @param numbers what is known of the numbers of its changes; empty when they have none
   */
  public record Feed(Optional<Snapshot> snapshot, Optional<Numbers> numbers) {}

  /**
   * The numbers of the changes of a feed.
   *
   * @param newest the largest so far
   * @param inARow how many followed each other up to it without a gap
   */
  public record Numbers(BigDecimal newest, long inARow) {}

  /**
   * A snapshot under way; where it is stands in {@code scan}.
   *
   * @param lostCursor the cursor that the API no longer knew; empty when there was none yet
   * @param lastRead when the feed was last read
   * @param anchored whether the end of the feed was read, before the first page
   * @param anchor where the feed goes on after it; empty for the feed's beginning
   */
  public record Snapshot(
      Optional<String> lostCursor,
      Optional<Instant> lastRead,
      boolean anchored,
      Optional<String> anchor) {}

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

  /** The scan under way is given up; the next one begins at its first page. */
  public Checkpoint withoutScan() {
    return beginningAt(watermark);
  }

  /** No request before an instant; everything else stands. */
  public Checkpoint parkedUntil(Instant instant) {
    return new Checkpoint(
        stream, version + 1, lastCursor, watermark, scan, Optional.of(instant), lastSuccess, feed);
  }

  /** The next run begins at a position: the cursor of a feed, or a page of a scan. */
  Checkpoint setTo(String position, Instant now) {
    if (feed.isPresent()) {
      return ofFeed(Optional.of(position), Optional.empty(), lastSuccess, NOTHING_KNOWN);
    }
    return at(scan.map(Scan::started).orElse(now), position, maxSeen());
  }

  /**
   * The next scan begins at a watermark.
   *
   * @throws IllegalArgumentException when it is the checkpoint of a feed
   */
  Checkpoint setToWatermark(String mark) {
    if (feed.isPresent()) {
      throw new IllegalArgumentException(
          stream + " is a feed, which has a cursor and no watermark; set --cursor");
    }
    return beginningAt(Optional.of(mark));
  }

  private Checkpoint beginningAt(Optional<String> mark) {
    Optional<Scan> none = Optional.empty();
    return new Checkpoint(
        stream, version + 1, lastCursor, mark, none, Optional.empty(), lastSuccess);
  }

  /** The next run begins at the beginning. */
  Checkpoint reset() {
    Checkpoint initial = initial(stream);
    return new Checkpoint(
        stream,
        version + 1,
        initial.lastCursor,
        initial.watermark,
        initial.scan,
        initial.notBefore,
        initial.lastSuccess,
        feed.map(any -> NOTHING_KNOWN));
  }

  /** The snapshot of a feed that is under way. */
  public Optional<Snapshot> snapshot() {
    return feed.flatMap(Feed::snapshot);
  }

  /** What is known of the numbers of the changes of a feed. */
  public Optional<Numbers> numbers() {
    return feed.flatMap(Feed::numbers);
  }

  /** A feed goes on after a cursor, whatever it was before. */
  public Checkpoint replayed(Optional<String> cursor, Instant now) {
    return replayed(cursor, Optional.empty(), now);
  }

  /** A feed was read up to a cursor. */
  public Checkpoint replayed(Optional<String> cursor, Optional<Numbers> numbers, Instant now) {
    return ofFeed(cursor, Optional.empty(), Optional.of(now), new Feed(Optional.empty(), numbers));
  }

  /** A feed no longer has what comes next; a snapshot must take its place. */
  public Checkpoint lost() {
    Snapshot due =
        new Snapshot(
            snapshot().map(Snapshot::lostCursor).orElse(lastCursor),
            snapshot().map(Snapshot::lastRead).orElse(lastSuccess),
            false,
            Optional.empty());
    return ofFeed(lastCursor, Optional.empty(), lastSuccess, taking(due));
  }

  /** The end of the feed is known; the snapshot begins. */
  public Checkpoint anchored(Optional<String> anchor, Instant now) {
    Snapshot before = lost().snapshot().orElseThrow();
    return ofFeed(
        lastCursor,
        Optional.of(new Scan(now, Optional.empty(), Optional.empty())),
        lastSuccess,
        taking(new Snapshot(before.lostCursor(), before.lastRead(), true, anchor)));
  }

  /** The snapshot goes on at a position. */
  public Checkpoint snapshotAt(String position) {
    Instant started = scan.orElseThrow().started();
    return ofFeed(
        lastCursor,
        Optional.of(new Scan(started, Optional.of(position), Optional.empty())),
        lastSuccess,
        taking(snapshot().orElseThrow()));
  }

  private static Feed taking(Snapshot snapshot) {
    return new Feed(Optional.of(snapshot), Optional.empty());
  }

  private Checkpoint ofFeed(
      Optional<String> cursor, Optional<Scan> newScan, Optional<Instant> read, Feed newFeed) {
    return new Checkpoint(
        stream,
        version + 1,
        cursor,
        watermark,
        newScan,
        Optional.empty(),
        read,
        Optional.of(newFeed));
  }
}
