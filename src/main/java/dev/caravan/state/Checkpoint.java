package dev.caravan.state;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a stream stands. One row per stream, moved in the transaction of the rows that it speaks
 * of.
 *
 * @param stream the stream's name
 * @param version grows by one with each page, and with each other move; 0 before the first
 * @param lastCursor the position of the last page of the last complete scan; of a feed, the cursor
 *     after the last change in the database
 * @param watermark the newest mark of the last complete scan, in the API's own form
 * @param scan the scan under way, empty between scans
 * @param notBefore no request before this instant, when the stream is parked
 * @param lastSuccess when the last scan was complete, or the feed was last read
 * @param feed what only a feed has
 * @param known what earlier scans have shown of how the API pages
 */
public record Checkpoint(
    String stream,
    long version,
    Optional<String> lastCursor,
    Optional<String> watermark,
    Optional<Scan> scan,
    Optional<Instant> notBefore,
    Optional<Instant> lastSuccess,
    Optional<Feed> feed,
    Known known)
    implements CheckpointParts {
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
    this(
        stream,
        version,
        lastCursor,
        watermark,
        scan,
        notBefore,
        lastSuccess,
        Optional.empty(),
        Known.NOTHING);
  }

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

  /** The scan goes on. */
  public Checkpoint at(Scan next, Known nowKnown) {
    return ofScan(lastCursor, watermark, Optional.of(next), lastSuccess, nowKnown);
  }

  /** The scan goes on, and the watermark has passed a part of it. */
  public Checkpoint at(Scan next, Optional<String> mark, Known nowKnown) {
    return ofScan(lastCursor, mark, Optional.of(next), lastSuccess, nowKnown);
  }

  /** The scan goes on at a position, and nothing is known of its way. */
  public Checkpoint at(Instant scanStarted, String position, Optional<String> maxSeen) {
    return at(new Scan(scanStarted, Optional.of(position), maxSeen), known);
  }

  /** The way of the scan under way; that of a scan that begins when there is none. */
  public Walked walked() {
    return scan.map(under -> under.walked().orElse(Walked.UNKNOWN)).orElse(Walked.NOTHING);
  }

  /** The newest mark of the scan under way. */
  public Optional<String> maxSeen() {
    return scan.flatMap(Scan::maxSeen);
  }

  /** The same after more pages than the one that comes next; each counts in the version. */
  public Checkpoint passing(int pages) {
    return new Checkpoint(
        stream, version + pages, lastCursor, watermark, scan, notBefore, lastSuccess, feed, known);
  }

  /** The scan is complete. */
  public Checkpoint completed(
      Optional<String> lastPosition, Optional<String> newMark, Known nowKnown, Instant now) {
    return ofScan(lastPosition, newMark, Optional.empty(), Optional.of(now), nowKnown);
  }

  /** The scan is complete, and has shown nothing new of the API's pages. */
  public Checkpoint completed(Optional<String> lastPosition, Optional<String> mark, Instant now) {
    return completed(lastPosition, mark, known, now);
  }

  /** The scan under way is given up; the next one begins at its first page. */
  public Checkpoint withoutScan() {
    return ofScan(lastCursor, watermark, Optional.empty(), lastSuccess, known);
  }

  /** No request before an instant; everything else stands. */
  public Checkpoint parkedUntil(Instant instant) {
    Optional<Instant> until = Optional.of(instant);
    return new Checkpoint(
        stream, version + 1, lastCursor, watermark, scan, until, lastSuccess, feed, known);
  }

  /** The next run begins at a position: the cursor of a feed, or a page of a scan. */
  Checkpoint setTo(String position, Instant now) {
    if (feed.isPresent()) {
      return ofFeed(Optional.of(position), Optional.empty(), lastSuccess, NOTHING_KNOWN, known);
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
    return ofScan(lastCursor, Optional.of(mark), Optional.empty(), lastSuccess, known);
  }

  /** The next run begins at the beginning. */
  Checkpoint reset() {
    Optional<String> none = Optional.empty();
    return feed.isPresent()
        ? ofFeed(none, Optional.empty(), Optional.empty(), NOTHING_KNOWN, Known.NOTHING)
        : ofScan(none, none, Optional.empty(), Optional.empty(), Known.NOTHING);
  }

  /** The snapshot of a feed that is under way. */
  public Optional<Snapshot> snapshot() {
    return feed.flatMap(Feed::snapshot);
  }

  /** What is known of the numbers of the changes of a feed. */
  public Optional<Numbers> numbers() {
    return feed.flatMap(Feed::numbers);
  }

  /** A feed resumes after a cursor, whatever it was before. */
  public Checkpoint replayed(Optional<String> cursor, Instant now) {
    return replayed(cursor, known, now);
  }

  /** The same, with what the pages of a snapshot have shown. */
  public Checkpoint replayed(Optional<String> cursor, Known nowKnown, Instant now) {
    return ofFeed(cursor, Optional.empty(), Optional.of(now), NOTHING_KNOWN, nowKnown);
  }

  /** A feed was read up to a cursor. */
  public Checkpoint replayed(Optional<String> cursor, Optional<Numbers> numbers, Instant now) {
    Feed read = new Feed(Optional.empty(), numbers);
    return ofFeed(cursor, Optional.empty(), Optional.of(now), read, known);
  }

  /** A feed no longer has what comes next; a snapshot must take its place. */
  public Checkpoint lost() {
    Snapshot due =
        new Snapshot(
            snapshot().map(Snapshot::lostCursor).orElse(lastCursor),
            snapshot().map(Snapshot::lastRead).orElse(lastSuccess),
            false,
            Optional.empty());
    return ofFeed(lastCursor, Optional.empty(), lastSuccess, taking(due), known);
  }

  /** The end of the feed is known; the snapshot begins. */
  public Checkpoint anchored(Optional<String> anchor, Instant now) {
    Snapshot before = lost().snapshot().orElseThrow();
    return ofFeed(
        lastCursor,
        Optional.of(new Scan(now, Optional.empty(), Optional.empty(), Optional.of(Walked.NOTHING))),
        lastSuccess,
        taking(new Snapshot(before.lostCursor(), before.lastRead(), true, anchor)),
        known);
  }

  /** The snapshot resumes at a position. */
  public Checkpoint snapshotAt(String position, Walked walked, Known nowKnown) {
    Instant started = scan.orElseThrow().started();
    Scan next = new Scan(started, Optional.of(position), Optional.empty(), Optional.of(walked));
    Feed still = taking(snapshot().orElseThrow());
    return ofFeed(lastCursor, Optional.of(next), lastSuccess, still, nowKnown);
  }

  private static Feed taking(Snapshot snapshot) {
    return new Feed(Optional.of(snapshot), Optional.empty());
  }

  private Checkpoint ofScan(
      Optional<String> cursor,
      Optional<String> mark,
      Optional<Scan> newScan,
      Optional<Instant> success,
      Known nowKnown) {
    return new Checkpoint(
        stream,
        version + 1,
        cursor,
        mark,
        newScan,
        Optional.empty(),
        success,
        Optional.empty(),
        nowKnown);
  }

  private Checkpoint ofFeed(
      Optional<String> cursor,
      Optional<Scan> newScan,
      Optional<Instant> read,
      Feed newFeed,
      Known nowKnown) {
    return new Checkpoint(
        stream,
        version + 1,
        cursor,
        watermark,
        newScan,
        Optional.empty(),
        read,
        Optional.of(newFeed),
        nowKnown);
  }
}
