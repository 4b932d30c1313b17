package dev.caravan.lake.tidy;

import dev.caravan.lake.Lake;
import dev.caravan.lake.RowIdentity;
import dev.caravan.lake.TableWork.State;
import dev.caravan.lake.iceberg.CompactedFiles;
import dev.caravan.lake.iceberg.Rewritten;
import dev.caravan.lake.store.RowIndex;
import org.apache.iceberg.Table;

/** The second step of a compaction: writes the rows into new files, which nobody sees yet. */
public final class RewriteSmallFiles {
  private final RowIndex index;

  public RewriteSmallFiles(Lake lake) {
    this.index = new RowIndex(lake.database());
  }

  /** The step. */
  public void rewrite(Compaction compaction) {
    if (!compaction.isIn(State.BEGUN)) {
      return;
    }
    Table table = compaction.table().orElseThrow();
    RowIdentity identity = new RowIdentity(compaction.spec().rows(), compaction.known().columns());
    Rewritten files =
        new CompactedFiles(table, compaction.name(), identity.columns(), identity::key)
            .write(compaction.plan());
    long known = index.countIn(compaction.spec().name(), files.oldLocations());
    if (known != files.places().size()) {
      throw new IllegalStateException(
          "table %s of the lake has %d rows in files in which Caravan's database knows %d; nothing is changed"
              .formatted(compaction.spec().name(), files.places().size(), known));
    }
    compaction.files(files);
  }
}
