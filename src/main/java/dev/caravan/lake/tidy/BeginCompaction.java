package dev.caravan.lake.tidy;

import dev.caravan.lake.Lake;
import dev.caravan.lake.TableTurn;
import dev.caravan.lake.TableWork.State;
import dev.caravan.lake.iceberg.CompactionPlan;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.TableState;
import dev.caravan.state.database.Database;
import java.util.Optional;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/**
 * The first step of a compaction: makes this process the one that changes the table, and chooses
 * files.
 */
public final class BeginCompaction {
  private final Database database;
  private final LakeTables tables;
  private final TableTurn turn;

  public BeginCompaction(Lake lake) {
    this.database = lake.database();
    this.tables = new LakeTables(database);
    this.turn = new TableTurn(lake);
  }

  /** The step. */
  public void begin(Compaction compaction) {
    if (!turn.claim(compaction)) {
      compaction.come(State.BUSY);
      return;
    }
    Optional<Table> table = turn.reconciled(compaction.spec());
    TableState known = turn.known(compaction.spec());
    if (table.isEmpty() || known.snapshot().isEmpty()) {
      compaction.come(State.NOTHING);
      return;
    }
    Snapshot snapshot = table.get().snapshot(known.snapshot().get());
    CompactionPlan plan =
        CompactionPlan.of(
            table.get(),
            snapshot,
            compaction.tally().newest(snapshot.sequenceNumber()),
            compaction.tally().full());
    if (plan.isEmpty()) {
      compaction.come(State.NOTHING);
      return;
    }
    compaction.begin(known, table.get(), plan);
    database
        .transaction()
        .executeWithoutResult(
            status -> {
              tables.lock(known.name());
              turn.note(compaction, compaction.last());
            });
  }
}
