package dev.caravan.lake;

import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Leftovers;
import dev.caravan.lake.store.Outbox;
import dev.caravan.lake.store.RowIndex;
import dev.caravan.lake.store.RowPlace;
import dev.caravan.lake.store.TableState;
import dev.caravan.state.database.Database;
import java.util.Map;
import java.util.Optional;

/** Notes, in one transaction, that a publication is in the lake. */
public final class Settlement {
  private final Database database;
  private final LakeTables tables;
  private final Outbox outbox;
  private final RowIndex index;
  private final Leftovers leftovers;

  public Settlement(Database database) {
    this.database = database;
    this.tables = new LakeTables(database);
    this.outbox = new Outbox(database);
    this.index = new RowIndex(database);
    this.leftovers = new Leftovers(database);
  }

  /**
   * Notes it.
   *
   * @param attempt what the publication is called
   * @param last the number of its last record
   * @param places where its rows stand
   * @throws NotPublishedException when another process took over meanwhile; it finds the snapshot
   */
  public void settle(
      String name,
      String attempt,
      String uuid,
      Optional<Long> snapshot,
      long last,
      Map<String, Optional<RowPlace>> places) {
    database
        .transaction()
        .executeWithoutResult(
            status -> {
              TableState state = tables.lock(name).orElseThrow();
              if (!state.attempt().equals(Optional.of(attempt))) {
                throw new NotPublishedException(
                    "another process publishes table %s of the lake".formatted(name));
              }
              index.place(name, places);
              outbox.clear(name, last);
              tables.settled(name, uuid, snapshot, last);
              leftovers.over(name, attempt);
            });
  }
}
