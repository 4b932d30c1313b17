package dev.caravan.lake.tidy;

import dev.caravan.lake.Lake;
import dev.caravan.lake.Publishers;
import dev.caravan.lake.TableTurn;
import dev.caravan.lake.TableWork.State;
import dev.caravan.lake.iceberg.LeftFiles;
import dev.caravan.lake.iceberg.NeededFiles;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Leftovers;
import dev.caravan.lake.store.RowIndex;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.Table;

/**
 * The last step of an expiry: deletes the files that no snapshot needs. Whether one does is looked
 * at now, so that what was noted before a process was killed does no harm.
 */
public final class ClearLeftFiles {
  private final Database database;
  private final LakeTables tables;
  private final Leftovers leftovers;
  private final RowIndex index;
  private final TableTurn turn;
  private final Clock clock = Clock.systemUTC();

  public ClearLeftFiles(Lake lake) {
    this.database = lake.database();
    this.tables = new LakeTables(database);
    this.leftovers = new Leftovers(database);
    this.index = new RowIndex(database);
    this.turn = new TableTurn(lake);
  }

  /** The step. */
  public void clear(LakeExpiry expiry) {
    if (!expiry.isIn(State.BEGUN)) {
      return;
    }
    String name = expiry.spec().name();
    Table table = expiry.table().orElseThrow();
    table.refresh();
    NeededFiles needed = NeededFiles.ofAll(table, Set.of());
    Set<String> files = new LinkedHashSet<>(needed.missing(leftovers.going(name)));
    long old = LeftFiles.old(clock.instant());
    List<String> dead = leftovers.dead(name, Publishers::isGone, old);
    LeftFiles left = new LeftFiles(table);
    boolean clean = true;
    if (left.canBeFound()) {
      LeftFiles.Found found = left.of(dead, needed, old);
      files.addAll(found.left());
      clean = found.doubtful().isEmpty();
    }
    turn.hold(expiry);
    files.forEach(table.io()::deleteFile);
    settle(expiry, name, clean ? dead : List.of());
    expiry.swept().add(expiry.snapshots().size(), files.size());
    expiry.come(State.SETTLED);
  }

  private void settle(LakeExpiry expiry, String name, List<String> dead) {
    database
        .transaction()
        .executeWithoutResult(
            status -> {
              tables.lock(name);
              leftovers.gone(name);
              dead.forEach(attempt -> leftovers.over(name, attempt));
              leftovers.over(name, expiry.name());
              index.forgetEmptyFiles(name);
              tables.abandon(name, expiry.name());
            });
  }
}
