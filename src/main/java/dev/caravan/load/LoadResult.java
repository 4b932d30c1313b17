package dev.caravan.load;

import java.util.Map;
import java.util.TreeMap;

/**
 * What became of records that reached a table.
 *
 * @param received all of them: the sum of the others
 * @param quarantined by reason
 */
public record LoadResult(
    long received,
    long inserted,
    long updated,
    long unchanged,
    long deleted,
    Map<String, Long> quarantined) {

  /** No record. */
  public static final LoadResult NOTHING = new LoadResult(0, 0, 0, 0, 0, Map.of());

  /**
   * Checks the balance.
   *
   * @throws IllegalStateException when a record is unaccounted for
   */
  public LoadResult {
    quarantined = Map.copyOf(quarantined);
    long known = inserted + updated + unchanged + deleted + total(quarantined);
    if (known != received) {
      throw new IllegalStateException(
          "the ledger does not balance: " + received + " records received, " + known + " known");
    }
  }

  /** The records in quarantine. */
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
        deleted + other.deleted,
        reasons);
  }

  private static long total(Map<String, Long> byReason) {
    return byReason.values().stream().mapToLong(Long::longValue).sum();
  }
}
