package dev.caravan.lake.store;

import java.util.List;
import java.util.Optional;

/**
 * A table of the lake as Caravan's database knows it.
 *
 * @param uuid the table's own id in the lake, once it is known
 * @param columns what the table has, or gets with the next publication
 * @param accepted the number of the last record that was accepted for it
 * @param published the number of the last record that is known to be in it
 * @param snapshot the last snapshot that is known
 * @param attempt what a publication calls the snapshot that it is about to commit, or has
 * @param attemptSeq the number of the last record of that publication
 */
public record TableState(
    String name,
    Optional<String> uuid,
    List<LakeColumn> columns,
    long accepted,
    long published,
    Optional<Long> snapshot,
    Optional<String> attempt,
    long attemptSeq) {

  /** A table that nothing was accepted for yet. */
  public static TableState fresh(String name, List<LakeColumn> columns) {
    return new TableState(
        name, Optional.empty(), columns, 0, 0, Optional.empty(), Optional.empty(), 0);
  }
}
