package dev.caravan.lake;

import dev.caravan.lake.iceberg.Catalogs;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Leftovers;
import dev.caravan.lake.store.TableState;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.apache.iceberg.Table;

/**
 * One change of a table at a time, among all processes: who is to change it says so first, begins
 * with what the lake really has, and looks once more whether it is still the one before it commits.
 */
public final class TableTurn {
  /** After so long another process takes over. What then goes on all the same commits nothing. */
  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final Database database;
  private final Catalogs catalogs;
  private final LakeTables tables;
  private final Leftovers leftovers;
  private final Reconciliation reconciliation;
  private final Clock clock = Clock.systemUTC();

  public TableTurn(Lake lake) {
    this.database = lake.database();
    this.catalogs = lake.catalogs();
    this.tables = new LakeTables(database);
    this.leftovers = new Leftovers(database);
    this.reconciliation = new Reconciliation(database);
  }

  /** Makes this the only one that changes the table; false when another one is at work. */
  public boolean claim(TableWork work) {
    String table = work.spec().name();
    return Boolean.TRUE.equals(
        database
            .transaction()
            .execute(
                status -> {
                  tables.lock(table);
                  return tables.claim(
                      table, work.publisher(), clock.instant(), LONGEST, Publishers::isGone);
                }));
  }

  /** The table, of which the database then knows what the lake has. */
  public Optional<Table> reconciled(LakeSpec spec) {
    Optional<Table> table = catalogs.find(spec.catalog(), spec.name());
    reconciliation.reconcile(spec, known(spec), table);
    return table;
  }

  /** What the database knows of a table that it knows. */
  public TableState known(LakeSpec spec) {
    return tables.find(spec.name()).orElseThrow();
  }

  /** Notes, before any file is written, what the work calls itself. Joins the transaction. */
  public void note(TableWork work, long last) {
    String table = work.spec().name();
    tables.attempt(table, work.name(), last);
    leftovers.begun(table, work.name(), work.publisher(), clock.millis());
  }

  /** Takes back what a work noted that came to nothing. Joins the transaction. */
  void noteNothing(LakeSpec spec) {
    known(spec).attempt().ifPresent(attempt -> tables.abandon(spec.name(), attempt));
  }

  /**
   * Right before a commit: the table is still this one's to change, and for as long again.
   *
   * @throws NotPublishedException when another process took over
   */
  public void hold(TableWork work) {
    boolean mine = tables.hold(work.spec().name(), work.publisher(), work.name(), clock.millis());
    if (!mine) {
      throw new NotPublishedException(
          "another process took over table %s of the lake, since this one took longer than %s"
              .formatted(work.spec().name(), LONGEST));
    }
  }
}
