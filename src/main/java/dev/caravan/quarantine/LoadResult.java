package dev.caravan.quarantine;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a page of records. Always balances: received = inserted + updated + unchanged +
 * deleted + sent + quarantined. Unchanged are records equal to their row, older than it, or older
 * than another record of the same key in the page.
 *
 * @param repeated those of the unchanged that had come before in the same run
 * @param sent records that went to a topic, tombstones among them
 * @param quarantined by reason code
 * @param children how many of the received are rows of child tables, which no record stands for
 */
public record LoadResult(
    long received,
    long inserted,
    long updated,
    long unchanged,
    long repeated,
    long deleted,
    long sent,
    Map<String, Long> quarantined,
    long children) {

  /** No record. */
  public static final LoadResult NOTHING = new LoadResult(0, 0, 0, 0, 0, 0, 0, Map.of(), 0);

  /**
   * Checks the balance.
   *
   * @throws IllegalStateException when a record is unaccounted for
   */
  public LoadResult {
    quarantined = Map.copyOf(quarantined);
    long known = inserted + updated + unchanged + deleted + sent + total(quarantined);
    if (received != known
        || Math.min(Math.min(inserted, updated), unchanged) < 0
        || Math.min(deleted, sent) < 0
        || repeated < 0
        || repeated > unchanged
        || children < 0
        || children > received) {
      throw new IllegalStateException(
          "Unbalanced load: received %d, inserted %d, updated %d, unchanged %d, repeated %d, deleted %d, sent %d, quarantined %s"
              .formatted(
                  received, inserted, updated, unchanged, repeated, deleted, sent, quarantined));
    }
  }

  /** What became of records that went to a table. */
  public LoadResult(
      long received,
      long inserted,
      long updated,
      long unchanged,
      long deleted,
      Map<String, Long> quarantined) {
    this(received, inserted, updated, unchanged, 0, deleted, 0, quarantined, 0);
  }

  /** What became of records that went to a topic. */
  public static LoadResult ofSent(long sent, Map<String, Long> quarantined) {
    return new LoadResult(sent + total(quarantined), 0, 0, 0, 0, 0, sent, quarantined, 0);
  }

  /** What became of rows of a child table. */
  public static LoadResult ofChildren(long inserted, long updated, long unchanged, long deleted) {
    long all = inserted + updated + unchanged + deleted;
    return new LoadResult(all, inserted, updated, unchanged, 0, deleted, 0, Map.of(), all);
  }

  /**
   * The same, of whose records some had come before in the run.
   *
   * @param again at most so many; those whose row another process changed meanwhile are updated
   */
  public LoadResult withRepeated(long again) {
    long those = Math.min(again, unchanged);
    return new LoadResult(
        received, inserted, updated, unchanged, those, deleted, sent, quarantined, children);
  }

  /** The records in quarantine, whatever the reason. */
  public long quarantinedTotal() {
    return total(quarantined);
  }

  /** Both together. */
  public LoadResult plus(LoadResult other) {
    Map<String, Long> reasons = new TreeMap<>(quarantined);
    other.quarantined.forEach((reason, count) -> reasons.merge(reason, count, Long::sum));
    return new LoadResult(
        received + other.received,
        inserted + other.inserted,
        updated + other.updated,
        unchanged + other.unchanged,
        repeated + other.repeated,
        deleted + other.deleted,
        sent + other.sent,
        reasons,
        children + other.children);
  }

  private static long total(Map<String, Long> byReason) {
    return byReason.values().stream().mapToLong(Long::longValue).sum();
  }
}
