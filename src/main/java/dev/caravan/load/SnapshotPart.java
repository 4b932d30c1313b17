package dev.caravan.load;

import java.util.List;
import java.util.Optional;
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
 * @param outcomes what the last page did, in words, one for each table
 */
public record SnapshotPart(
    String stream,
    String id,
    boolean first,
    boolean last,
    double maxDeletes,
    List<String> outcomes) {
  private static final String PROPERTY = "caravanSnapshotPart";
  private static final String EXPECTED = "caravanSnapshotExpected";

  public SnapshotPart(String stream, String id, boolean first, boolean last, double maxDeletes) {
    this(stream, id, first, last, maxDeletes, new CopyOnWriteArrayList<>());
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
          "the snapshot does not list %d of the %d %s, which is more than maxSnapshotDeletes %s%% allows; look whether it lists everything, or raise maxSnapshotDeletes; nothing is deleted, and the next run takes the snapshot anew"
              .formatted(unlisted, all, target, Math.round(maxDeletes * 100)));
    }
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
