package dev.caravan.lake.tidy;

import dev.caravan.lake.Lake;
import dev.caravan.lake.TableTurn;
import dev.caravan.lake.TableWork.State;
import dev.caravan.lake.iceberg.SnapshotCommit;
import java.util.Optional;
import org.apache.iceberg.Table;

/** The third step of a compaction: a snapshot has the new files, and no longer the old ones. */
public final class CommitCompaction {
  private final TableTurn turn;

  public CommitCompaction(Lake lake) {
    this.turn = new TableTurn(lake);
  }

  /** The step. */
  public void commit(Compaction compaction) {
    if (!compaction.isIn(State.BEGUN)) {
      return;
    }
    Table table = compaction.table().orElseThrow();
    turn.hold(compaction);
    SnapshotCommit.replace(
        table, compaction.files(), compaction.base(), compaction.name(), compaction.last());
    compaction.snapshot(
        SnapshotCommit.committed(table, compaction.name(), Optional.of(compaction.base())));
  }
}
