package dev.caravan.lake.tidy;

import dev.caravan.lake.LakeSpec;
import dev.caravan.lake.TableWork;
import dev.caravan.lake.iceberg.CompactionPlan;
import dev.caravan.lake.iceberg.Rewritten;
import dev.caravan.lake.store.TableState;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * What goes through the steps of {@code caravan-lake-compact}: some files of one table that others
 * take the place of, in one snapshot. For one thread.
 */
public final class Compaction extends TableWork {
  private final Tally tally;
  private CompactionPlan plan;
  private Rewritten files;

  Compaction(LakeSpec spec, String publisher, Tally tally) {
    super(spec, publisher);
    this.tally = tally;
  }

  void begin(TableState known, Table table, CompactionPlan newPlan) {
    begin(known, Optional.of(table));
    plan = newPlan;
  }

  /** Of all of a compaction, which is done some files at a time. */
  Tally tally() {
    return tally;
  }

  CompactionPlan plan() {
    return plan;
  }

  Rewritten files() {
    return files;
  }

  void files(Rewritten written) {
    files = written;
  }

  long base() {
    return known().snapshot().orElseThrow();
  }

  @Override
  public boolean letsOthers() {
    return true;
  }

  @Override
  public long last() {
    return known().published();
  }
}
