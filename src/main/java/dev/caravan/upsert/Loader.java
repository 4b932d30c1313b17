package dev.caravan.upsert;

import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Repeats;
import dev.caravan.quarantine.ScanKeys;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.state.database.Database;
import dev.caravan.state.database.SqlText;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.fit.Validation;
import dev.caravan.upsert.reshape.Reshape;
import dev.caravan.upsert.spec.TableSpec;
import java.time.Clock;
import java.util.List;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Brings pages of records into one table: {@link #validate}, then {@link #stage} and {@link #merge}
 * within one Spring transaction of the caller, on its connection. A key has one row, the newest
 * version of it; loading a page again changes nothing. The table is created and widened as the
 * records need it. For any number of threads; a {@link Batch} is for one at a time.
 */
public final class Loader {
  private final Database database;
  private final TableSpec spec;
  private final Validation validation;
  private final Clock clock;
  private JdbcTemplate jdbc;
  private PageLoad page;

  public Loader(Database database, TableSpec spec) {
    this(database, spec, Clock.systemUTC());
  }

  public Loader(Database database, TableSpec spec, Clock clock) {
    this.database = database;
    this.spec = spec;
    this.validation = new Validation(spec);
    this.clock = clock;
  }

  public TableSpec spec() {
    return spec;
  }

  /** The table by one name, however it is written. */
  String target() {
    return TableName.parse(spec.table()).id();
  }

  /**
   * Checks a page against the rules that need no look at the table. No SQL.
   *
   * @param records as Jackson parses them: Map, List, String, Boolean, exact numbers, null
   * @throws dev.caravan.quarantine.TooManyBadRecordsException when more are bad than the spec
   *     allows, or all are
   */
  public Batch validate(List<?> records, Origin origin) {
    return validation.validate(records, origin);
  }

  /** Checks a record of quarantine that comes again in the shape that it was given before. */
  Batch validateShaped(List<?> records, Origin origin) {
    return validation.validate(records, origin, Reshape.NONE);
  }

  /**
   * Makes the table hold the batch, puts its rows into the staging table and its bad records into
   * quarantine.
   *
   * @throws dev.caravan.quarantine.TooManyBadRecordsException when, with what does not fit the
   *     table's own columns, more records are bad than the spec allows
   * @throws LoadException when the table cannot be loaded into as it stands
   * @throws dev.caravan.upsert.table.VanishedTableException when it is gone
   */
  public void stage(Batch batch) {
    connect();
    batch.staged(execute(batch, connection -> page.stage(connection, batch)));
  }

  /**
   * After the merge of a snapshot's last page: deletes the rows that no page listed.
   *
   * @throws LoadException when they are more than the snapshot may delete
   */
  public LoadResult finish(Batch batch, SnapshotPart part) {
    return execute(batch, connection -> page.finish(connection, part));
  }

  /**
   * Tells the keys of a scan of what was staged.
   *
   * @throws dev.caravan.quarantine.RepeatedKeysException when the key identifies no records
   */
  void show(Batch batch, ScanKeys keys) {
    batch
        .staged()
        .filter(staged -> staged.plan() != null)
        .ifPresent(
            staged -> keys.look(new KeyedRows(staged.plan()), staged.waves(), staged.others()));
  }

  /** How many records of what was staged came before in a run just as they are. */
  long repeated(Batch batch, Repeats run) {
    Batch.Staged staged = batch.staged().orElseThrow();
    if (staged.waves().isEmpty()) {
      return 0;
    }
    int rows = staged.waves().stream().mapToInt(List::size).sum();
    return staged.accepted() - rows + run.count(new KeyedRows(staged.plan()), staged.waves());
  }

  /**
   * Merges the staged batch into the table, one statement for the page.
   *
   * @throws LoadException when a row breaks a constraint of the table
   */
  public LoadResult merge(Batch batch) {
    Batch.Staged staged = batch.takeStaged();
    return execute(batch, connection -> page.merge(connection, staged, batch.size()));
  }

  private <T> T execute(Batch batch, ConnectionCallback<T> work) {
    try {
      return jdbc.execute(work);
    } catch (DataIntegrityViolationException e) {
      throw new LoadException(
          "Page %s of stream %s breaks a rule of table %s: %s"
              .formatted(
                  batch.origin().position(), batch.origin().stream(), spec.table(), SqlText.of(e)));
    } catch (BadSqlGrammarException e) {
      throw new ConcurrencyFailureException(
          "Table %s is not as it was read, another process may have changed it; a new transaction reads it again: %s"
              .formatted(spec.table(), e.getMostSpecificCause().getMessage()),
          e);
    }
  }

  private synchronized void connect() {
    if (page == null) {
      page = new PageLoad(database, Dialect.of(database.kind()), spec, clock);
      jdbc = database.jdbc();
    }
  }
}
