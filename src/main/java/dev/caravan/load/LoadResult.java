package dev.caravan.load;

import java.util.Map;

/**
 * What became of a page of records. Always balances: received = inserted + updated + unchanged +
 * deleted + quarantined. Unchanged are records equal to their row, older than it, or older than
 * another record of the same key in the page.
 *
 * @param quarantined by reason code
 */
public record LoadResult(
    long received,
    long inserted,
    long updated,
    long unchanged,
    long deleted,
    Map<String, Long> quarantined) {
  public LoadResult {
    quarantined = Map.copyOf(quarantined);
    long bad = quarantined.values().stream().mapToLong(Long::longValue).sum();
    long known = inserted + updated + unchanged + deleted + bad;
    if (received != known || Math.min(Math.min(inserted, updated), unchanged) < 0 || deleted < 0) {
      throw new IllegalStateException(
          "Unbalanced load: received %d, inserted %d, updated %d, unchanged %d, deleted %d, quarantined %s"
              .formatted(received, inserted, updated, unchanged, deleted, quarantined));
    }
  }
}
