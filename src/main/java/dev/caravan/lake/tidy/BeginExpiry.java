package dev.caravan.lake.tidy;

import dev.caravan.lake.Lake;
import dev.caravan.lake.Publishers;
import dev.caravan.lake.TableTurn;
import dev.caravan.lake.TableWork.State;
import dev.caravan.lake.iceberg.LeftFiles;
import dev.caravan.lake.iceberg.NeededFiles;
import dev.caravan.lake.iceberg.SnapshotExpiry;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Leftovers;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.Table;

/**
 * The first step of an expiry: chooses snapshots, and notes which files none of the others needs,
 * so that they are found however the process ends.
 */
public final class BeginExpiry {
  private final Database database;
  private final LakeTables tables;
  private final Leftovers leftovers;
  private final TableTurn turn;
  private final Clock clock = Clock.systemUTC();

  public BeginExpiry(Lake lake) {
    this.database = lake.database();
    this.tables = new LakeTables(database);
    this.leftovers = new Leftovers(database);
    this.turn = new TableTurn(lake);
  }

  /** The step. */
  public void begin(LakeExpiry expiry) {
    if (expiry.swept().isDone()) {
      expiry.come(State.NOTHING);
      return;
    }
    if (!turn.claim(expiry)) {
      expiry.come(State.BUSY);
      return;
    }
    Optional<Table> table = turn.reconciled(expiry.spec());
    if (table.isEmpty() || !begin(expiry, table.get())) {
      expiry.come(State.NOTHING);
    }
  }

  private boolean begin(LakeExpiry expiry, Table table) {
    List<Long> gone =
        expiry.olderThan().map(time -> SnapshotExpiry.olderThan(table, time)).orElse(List.of());
    String name = expiry.spec().name();
    if (gone.isEmpty() && leftovers.going(name).isEmpty() && !isAnythingLeft(name, table)) {
      return false;
    }
    List<String> files =
        NeededFiles.of(table, gone).without(NeededFiles.ofAll(table, Set.copyOf(gone)));
    database
        .transaction()
        .executeWithoutResult(
            status -> {
              tables.lock(name);
              leftovers.goes(name, files);
              expiry.begin(turn.known(expiry.spec()), table, gone);
              turn.note(expiry, expiry.last());
            });
    return true;
  }

  private boolean isAnythingLeft(String name, Table table) {
    return new LeftFiles(table).canBeFound()
        && !leftovers.dead(name, Publishers::isGone, LeftFiles.old(clock.instant())).isEmpty();
  }
}
