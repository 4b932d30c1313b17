package dev.caravan.lake.tidy;

import dev.caravan.lake.LakeSpec;
import dev.caravan.lake.TableWork;
import dev.caravan.lake.store.TableState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * What goes through the steps of {@code caravan-lake-expire}: snapshots of one table that go, and
 * files that none needs any more. For one thread.
 */
public final class LakeExpiry extends TableWork {
  private final Swept swept;
  private final Optional<Instant> olderThan;
  private List<Long> snapshots = List.of();

  /**
   * @param olderThan snapshots that are older go, except for the last one; nothing for none
   */
  LakeExpiry(LakeSpec spec, String publisher, Optional<Instant> olderThan, Swept swept) {
    super(spec, publisher);
    this.olderThan = olderThan;
    this.swept = swept;
  }

  Optional<Instant> olderThan() {
    return olderThan;
  }

  void begin(TableState known, Table table, List<Long> gone) {
    begin(known, Optional.of(table));
    snapshots = gone;
  }

  /** The snapshots that go. */
  List<Long> snapshots() {
    return snapshots;
  }

  Swept swept() {
    return swept;
  }

  @Override
  public long last() {
    return known().published();
  }
}
