package dev.caravan.lake;

import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Outbox;
import dev.caravan.lake.store.OutboxEntry;
import dev.caravan.lake.store.TableState;
import dev.caravan.state.database.Database;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * The first step of a publication: makes this process the one that publishes the table, finds out
 * what became of a publication that was cut off, and takes the next entries of the outbox.
 */
public final class BeginPublication {
  private final Database database;
  private final LakeTables tables;
  private final Outbox outbox;
  private final TableTurn turn;

  public BeginPublication(Lake lake) {
    this.database = lake.database();
    this.tables = new LakeTables(database);
    this.outbox = new Outbox(database);
    this.turn = new TableTurn(lake);
  }

  /** The step. */
  public void begin(Publication publication) {
    String table = publication.spec().name();
    Optional<TableState> state = tables.find(table);
    if (state.isEmpty() || state.get().attempt().isEmpty() && outbox.count(table) == 0) {
      publication.come(TableWork.State.NOTHING);
    } else if (!turn.claim(publication)) {
      publication.come(TableWork.State.BUSY);
    } else {
      take(publication);
    }
  }

  private void take(Publication publication) {
    Optional<Table> table = turn.reconciled(publication.spec());
    List<OutboxEntry> entries =
        Objects.requireNonNull(database.transaction().execute(status -> attempt(publication)));
    if (entries.isEmpty()) {
      publication.come(TableWork.State.NOTHING);
    } else {
      publication.begin(turn.known(publication.spec()), table, entries);
    }
  }

  private List<OutboxEntry> attempt(Publication publication) {
    LakeSpec spec = publication.spec();
    tables.lock(spec.name());
    List<OutboxEntry> entries = outbox.first(spec.name(), spec.publishRows());
    if (entries.isEmpty()) {
      turn.noteNothing(spec);
    } else {
      turn.note(publication, entries.get(entries.size() - 1).seq());
    }
    return entries;
  }
}
