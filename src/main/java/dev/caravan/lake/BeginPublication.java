package dev.caravan.lake;

import dev.caravan.lake.iceberg.Catalogs;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Outbox;
import dev.caravan.lake.store.OutboxEntry;
import dev.caravan.lake.store.TableState;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * The first step of a publication: makes this process the one that publishes the table, finds out
 * what became of a publication that was cut off, and takes the next entries of the outbox.
 */
public final class BeginPublication {
  /** After so long another process takes over. What then goes on all the same commits nothing. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Database database;
  private final Catalogs catalogs;
  private final LakeTables tables;
  private final Outbox outbox;
  private final Reconciliation reconciliation;
  private final Clock clock = Clock.systemUTC();

  public BeginPublication(Lake lake) {
    this.database = lake.database();
    this.catalogs = lake.catalogs();
    this.tables = new LakeTables(database);
    this.outbox = new Outbox(database);
    this.reconciliation = new Reconciliation(database);
  }

  /** The step. */
  public void begin(Publication publication) {
    LakeSpec spec = publication.spec();
    String table = spec.name();
    Optional<TableState> state = tables.find(table);
    if (state.isEmpty() || state.get().attempt().isEmpty() && outbox.count(table) == 0) {
      publication.come(Publication.State.NOTHING);
    } else if (!claim(publication)) {
      publication.come(Publication.State.BUSY);
    } else {
      take(publication, table);
    }
  }

  private boolean claim(Publication publication) {
    String table = publication.spec().name();
    String me = publication.publisher();
    return Boolean.TRUE.equals(
        database
            .transaction()
            .execute(
                status -> {
                  tables.lock(table);
                  return tables.claim(table, me, clock.instant(), LONGEST, Publishers::isGone);
                }));
  }

  private void take(Publication publication, String name) {
    LakeSpec spec = publication.spec();
    Optional<Table> table = catalogs.find(spec.catalog(), name);
    reconciliation.reconcile(spec, tables.find(name).orElseThrow(), table);
    List<OutboxEntry> entries =
        Objects.requireNonNull(
            database.transaction().execute(status -> attempt(publication, name)));
    if (entries.isEmpty()) {
      publication.come(Publication.State.NOTHING);
    } else {
      publication.begin(tables.find(name).orElseThrow(), table, entries);
    }
  }

  private List<OutboxEntry> attempt(Publication publication, String name) {
    tables.lock(name);
    List<OutboxEntry> entries = outbox.first(name, publication.spec().publishRows());
    if (!entries.isEmpty()) {
      tables.attempt(name, publication.name(), entries.get(entries.size() - 1).seq());
    }
    return entries;
  }
}
