package dev.caravan.quarantine;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;

/**
 * Says that the page on an exchange is part of a snapshot of everything there is. Each upsert that
 * it passes remembers the keys, and at the last page turns into tombstones the rows whose keys no
 * page listed. Safe for any thread.
 *
 * @param stream whose snapshot it is
 * @param id tells one snapshot of a stream from the others
 * @param first whether it is the first page
 * @param last whether it is the last page
 * @param maxDeletes the share of a table's rows, 0 to 1, that may be missing in the snapshot
 * @param scan what a full scan of a stream adds; empty for the snapshot of a feed
 * @param outcomes what the last page did, in words, one for each table
 * @param reached the tables and topics that know what the page lists
 * @param ends what the last page does in each table once all of it is there
 */
public record SnapshotPart(
    String stream,
    String id,
    boolean first,
    boolean last,
    double maxDeletes,
    Optional<FullScan> scan,
    List<String> outcomes,
    Set<String> reached,
    Map<String, Runnable> ends) {
  private static final String PROPERTY = "caravanSnapshotPart";
  private static final String EXPECTED = "caravanSnapshotExpected";

  /**
   * A page of a full scan that deletes what it does not list.
   *
   * @param mode how it deletes
   * @param started when the scan began, by the API's clock where it tells it
   * @param listed the records of the page as the API sent them, before the route's steps
   */
  public record FullScan(DeleteMode mode, Instant started, List<?> listed) {}

  /** A page of the snapshot of a feed. */
  public SnapshotPart(String stream, String id, boolean first, boolean last, double maxDeletes) {
    this(stream, id, first, last, maxDeletes, Optional.empty());
  }

  /** A page of a full scan. */
  public SnapshotPart(
      String stream, String id, boolean first, boolean last, double maxDeletes, FullScan scan) {
    this(stream, id, first, last, maxDeletes, Optional.of(scan));
  }

  private SnapshotPart(
      String stream,
      String id,
      boolean first,
      boolean last,
      double maxDeletes,
      Optional<FullScan> scan) {
    this(
        stream,
        id,
        first,
        last,
        maxDeletes,
        scan,
        new CopyOnWriteArrayList<>(),
        ConcurrentHashMap.newKeySet(),
        new ConcurrentSkipListMap<>());
  }

  /** Says that a snapshot may take the place of what the page on an exchange is part of. */
  public static void expectOn(Exchange exchange) {
    exchange.setProperty(EXPECTED, true);
  }

  /** Whether a snapshot may come one day, so that a target must know what it holds. */
  public static boolean isExpected(Exchange exchange) {
    return exchange.getProperty(EXPECTED, false, Boolean.class);
  }

  /**
   * Checks that the snapshot does not miss too much.
   *
   * @param target what holds the rows or keys, for the error
   * @throws IncompleteSnapshotException when it does; nothing is deleted then
   */
  public void checkDeletes(String target, long unlisted, long all) {
    if (unlisted > maxDeletes * all) {
      throw new IncompleteSnapshotException(
          "the %1$s does not list %2$d of the %3$d %4$s, which is more than %5$s %6$s%% allows; look whether it lists everything, or raise %5$s; nothing is deleted, and the next run takes the %1$s anew"
              .formatted(
                  scan.isPresent() ? "scan" : "snapshot",
                  unlisted,
                  all,
                  target,
                  scan.isPresent() ? "maxDeletes" : "maxSnapshotDeletes",
                  Math.round(maxDeletes * 100)));
    }
  }

  /**
   * Says what the last page does in a table. Only when its route is through with it, since that may
   * bring it there in parts.
   */
  public void atEnd(String table, Runnable end) {
    ends.putIfAbsent(table, end);
  }

  /** Does what the last page does. Within its transaction. */
  public void end() {
    ends.values().forEach(Runnable::run);
  }

  /** Names it on an exchange. */
  public void putOn(Exchange exchange) {
    exchange.setProperty(PROPERTY, this);
  }

  /** The part that an exchange carries, if it does. */
  public static Optional<SnapshotPart> of(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(PROPERTY, SnapshotPart.class));
  }
}
