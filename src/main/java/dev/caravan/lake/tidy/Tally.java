package dev.caravan.lake.tidy;

import dev.caravan.config.Counted;
import dev.caravan.lake.iceberg.CompactionPlan.Full;
import dev.caravan.lake.iceberg.Rewritten;
import java.util.OptionalLong;

/** What a compaction has done so far. For one thread. */
public final class Tally {
  private final Full full;
  private OptionalLong newest = OptionalLong.empty();
  private int oldFiles;
  private int oldDeletes;
  private int newFiles;
  private long rows;

  Tally(Full full) {
    this.full = full;
  }

  Full full() {
    return full;
  }

  /** What comes while it is at work is left for another time, so that it ends. */
  long newest(long sequence) {
    if (newest.isEmpty()) {
      newest = OptionalLong.of(sequence);
    }
    return newest.getAsLong();
  }

  void add(Rewritten files) {
    oldFiles += files.oldRows().size();
    oldDeletes += files.oldDeletes().size();
    newFiles += files.made().size();
    rows += files.places().size();
  }

  /** For people. */
  public String line(String table) {
    return oldFiles + oldDeletes == 0
        ? "%s: nothing to do, no small files and no deleted positions".formatted(table)
        : "%s: %s of rows and %d of deleted positions became %s with %s"
            .formatted(
                table,
                Counted.of(oldFiles, "file"),
                oldDeletes,
                Counted.of(newFiles, "file"),
                Counted.of(rows, "row"));
  }
}
