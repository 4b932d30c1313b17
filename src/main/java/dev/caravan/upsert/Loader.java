package dev.caravan.upsert;

import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Quarantine;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.Repeats;
import dev.caravan.quarantine.ScanKeys;
import dev.caravan.quarantine.ScanTargets;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.state.database.Database;
import dev.caravan.state.database.SqlText;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.snapshot.MissingRows;
import dev.caravan.upsert.snapshot.Snapshot;
import dev.caravan.upsert.table.Columns;
import dev.caravan.upsert.table.Schema;
import dev.caravan.upsert.table.TableName;
import dev.caravan.value.Iso;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private static final Dialect.Merge NOTHING = () -> new Dialect.Counts(0, 0, 0);

  private final Database database;
  private final TableSpec spec;
  private final Validation validation;
  private final Clock clock;
  private JdbcTemplate jdbc;
  private Dialect dialect;
  private Schema schema;

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
    batch.staged(execute(batch, connection -> stage(connection, batch)));
  }

  /**
   * After the merge of a snapshot's last page: deletes the rows that no page listed.
   *
   * @throws LoadException when they are more than the snapshot may delete
   */
  public LoadResult finish(Batch batch, SnapshotPart part) {
    long deleted =
        execute(
            batch,
            connection -> {
              Plan plan = schema.known(connection).plan();
              return plan == null ? 0L : finish(connection, plan, part);
            });
    return new LoadResult(deleted, 0, 0, 0, deleted, Map.of());
  }

  private long finish(Connection connection, Plan plan, SnapshotPart part) throws SQLException {
    return part.scan().isPresent()
        ? missing().finish(connection, plan, part)
        : snapshot().finish(connection, plan, part);
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
            staged -> keys.look(new KeyedRows(staged.plan()), staged.waves(), staged.accepted()));
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
    Dialect.Counts counts = execute(batch, connection -> merge(connection, staged));
    long touched = counts.inserted() + counts.updated() + counts.deleted();
    return new LoadResult(
        batch.size(),
        counts.inserted(),
        counts.updated(),
        staged.accepted() - touched,
        counts.deleted(),
        staged.quarantined());
  }

  private Batch.Staged stage(Connection connection, Batch batch) throws SQLException {
    List<ScanTargets.Scan> scans = missing().join(batch.snapshot());
    TableName target = TableName.parse(spec.table()).fold(dialect::fold);
    dialect.enter(connection, target, batch.isLast() || spec.hard() && batch.hasTombstones());
    List<Reject> misfits = new ArrayList<>();
    Plan plan = null;
    List<List<Object[]>> waves = List.of();
    if (!batch.rows().isEmpty()) {
      Columns known = schema.known(connection).columns();
      List<Row> rows = PageFit.fitting(spec, known, batch, misfits);
      spec.limits().check(batch.size(), Batch.both(batch.invalid(), misfits));
      Schema.Known table =
          schema.holding(connection, new PageValues(batch.fields(), rows), batch.origin());
      table = batch.isMarking() ? schema.withTombstones(connection) : table;
      plan = table.plan();
      Iso now = Iso.at(clock.instant());
      PageFit fit = new PageFit(spec, plan, table.columns(), batch.fields(), now);
      waves = fit.fit(rows);
      misfits.addAll(fit.rejects());
    } else if (batch.origin().beginning()) {
      schema.forgetVanished(connection);
    }
    List<Reject> rejects = Batch.both(batch.invalid(), misfits);
    spec.limits().check(batch.size(), rejects);
    Quarantine.add(
        connection, spec.table(), batch.origin(), rejects, database.time(clock.instant()));
    list(connection, batch, scans, waves, rejects);
    Dialect.Merge first = NOTHING;
    if (!waves.isEmpty()) {
      first = dialect.stage(connection, plan, waves.get(0));
      schema.requireUnchanged(connection);
    }
    return new Batch.Staged(
        plan, first, waves, batch.size() - rejects.size(), Reject.counts(rejects));
  }

  private void list(
      Connection connection,
      Batch batch,
      List<ScanTargets.Scan> scans,
      List<List<Object[]>> waves,
      List<Reject> rejects)
      throws SQLException {
    Optional<SnapshotPart> part = batch.snapshot();
    if (part.isEmpty() && scans.isEmpty() || schema.known(connection).plan() == null) {
      return;
    }
    Plan known =
        (batch.isMarking() ? schema.withTombstones(connection) : schema.known(connection)).plan();
    if (part.isPresent() && part.get().scan().isEmpty()) {
      snapshot().list(connection, known, part.get(), waves, rejects);
    }
    missing().list(connection, known, part, scans, waves, rejects, batch.size());
  }

  private MissingRows missing() {
    ScanTargets targets = new ScanTargets(database, clock);
    return new MissingRows(targets, snapshot(), dialect, spec, clock);
  }

  private Snapshot snapshot() {
    return new Snapshot(database.dataSource(), dialect, spec, clock);
  }

  private Dialect.Counts merge(Connection connection, Batch.Staged staged) throws SQLException {
    Dialect.Counts counts = staged.first().run();
    for (int wave = 1; wave < staged.waves().size(); wave++) {
      Dialect.Merge next = dialect.stage(connection, staged.plan(), staged.waves().get(wave));
      counts = counts.plus(next.run());
    }
    return counts;
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
    if (schema == null) {
      dialect = Dialect.of(database.kind());
      schema = new Schema(database.dataSource(), dialect, spec);
      jdbc = database.jdbc();
    }
  }
}
