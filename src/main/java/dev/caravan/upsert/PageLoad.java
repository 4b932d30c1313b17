package dev.caravan.upsert;

import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.ScanTargets;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.state.database.Database;
import dev.caravan.upsert.child.Children;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.fit.ChildPage;
import dev.caravan.upsert.fit.Fitted;
import dev.caravan.upsert.fit.HeldContract;
import dev.caravan.upsert.fit.Newest;
import dev.caravan.upsert.fit.PageFit;
import dev.caravan.upsert.fit.PageQuarantine;
import dev.caravan.upsert.row.PageValues;
import dev.caravan.upsert.row.Row;
import dev.caravan.upsert.snapshot.MissingRows;
import dev.caravan.upsert.snapshot.Replacement;
import dev.caravan.upsert.snapshot.Snapshot;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.spec.WriteMode;
import dev.caravan.upsert.table.Columns;
import dev.caravan.upsert.table.Schema;
import dev.caravan.value.Iso;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What becomes of a page on the connection of its transaction. For any number of threads. */
final class PageLoad {
  private static final Dialect.Merge NOTHING = () -> new Dialect.Counts(0, 0, 0);

  private final Database database;
  private final Dialect dialect;
  private final TableSpec spec;
  private final Clock clock;
  private final Schema schema;
  private final Children children;
  private final Replacement replacement;

  PageLoad(Database database, Dialect dialect, TableSpec spec, Clock clock) {
    this.database = database;
    this.dialect = dialect;
    this.spec = spec;
    this.clock = clock;
    this.schema = new Schema(database.forChanges(), dialect, spec);
    this.children = new Children(database.forChanges(), dialect, spec);
    this.replacement = new Replacement(snapshot(), dialect, spec);
  }

  Batch.Staged stage(Connection connection, Batch batch) throws SQLException {
    requireNoDeletes(batch);
    List<ScanTargets.Scan> scans = replaces() ? List.of() : missing().join(batch.snapshot());
    TableName target = TableName.parse(spec.table()).fold(dialect::fold);
    dialect.enter(connection, target, isAlone(batch));
    enter(connection, batch);
    children.check(connection, batch.origin());
    List<Reject> misfits = new ArrayList<>();
    Plan plan = null;
    ChildPage page = ChildPage.NOTHING;
    if (!batch.rows().isEmpty()) {
      Schema.Known before = schema.known(connection);
      Columns known = before.columns();
      Batch held = HeldContract.hold(spec, known, batch, misfits);
      List<Row> rows = PageFit.fitting(spec, known, held, misfits);
      spec.limits().check(batch.size(), Batch.both(batch.invalid(), misfits));
      Schema.Known table =
          schema.holding(connection, new PageValues(batch.fields(), rows), batch.origin());
      table = batch.isMarking() ? schema.withTombstones(connection) : table;
      batch.tableMade(!before.exists() && table.exists());
      plan = table.plan();
      Iso now = Iso.at(clock.instant());
      PageFit fit =
          new PageFit(spec, plan, table.columns(), batch.fields(), batch.origin().runId(), now);
      List<Fitted> fitted = fit.fit(rows);
      misfits.addAll(fit.rejects());
      page = children.fit(connection, plan, batch.origin(), now, fitted, misfits);
    } else if (batch.origin().beginning()) {
      schema.forgetVanished(connection);
    }
    Newest newest = Newest.of(plan, page.parents());
    List<List<Object[]>> waves = newest.waves();
    List<Reject> rejects = Batch.both(batch.invalid(), misfits);
    spec.limits().check(batch.size(), rejects);
    List<Row> accepted = page.parents().stream().map(Fitted::row).toList();
    new PageQuarantine(spec, spec.table(), batch)
        .keep(connection, accepted, rejects, database.time(clock.instant()));
    list(connection, batch, scans, waves, rejects);
    List<Plan> into = waves.isEmpty() ? List.of() : into(connection, plan, batch);
    Dialect.Merge first = NOTHING;
    if (!waves.isEmpty()) {
      first = dialect.stage(connection, into.get(0), waves.get(0));
      schema.requireUnchanged(connection);
    }
    return new Batch.Staged(
        plan,
        into,
        first,
        waves,
        newest.others(),
        page,
        batch.size() - rejects.size(),
        Reject.counts(rejects));
  }

  private boolean replaces() {
    return spec.mode() == WriteMode.REPLACE;
  }

  private void enter(Connection connection, Batch batch) throws SQLException {
    if (!replaces()) {
      replacement.requireNone(connection, batch.origin().stream());
    } else if (batch.retry().isEmpty()) {
      replacement.enter(connection, batch.snapshot());
    }
  }

  private List<Plan> into(Connection connection, Plan plan, Batch batch) throws SQLException {
    return replaces()
        ? replacement.into(connection, plan, batch.retry().isPresent())
        : List.of(plan);
  }

  private void requireNoDeletes(Batch batch) {
    if (spec.mode().keepsVersions() && batch.snapshot().isPresent()) {
      throw new LoadException(
          "mode %1$s of table %2$s keeps all versions of a record, and a scan that deletes what it does not list, by deleteMissing or as a snapshot, would delete the older ones; load it into a table of mode upsert"
              .formatted(spec.mode().text(), spec.table()));
    }
  }

  /** Rows of child tables are deleted in no order, and each version must see its neighbours. */
  private boolean isAlone(Batch batch) {
    boolean deletes = batch.isLast() || spec.hard() && batch.hasTombstones();
    return deletes || children.any() || spec.mode() == WriteMode.HISTORY;
  }

  private void list(
      Connection connection,
      Batch batch,
      List<ScanTargets.Scan> scans,
      List<List<Object[]>> waves,
      List<Reject> rejects)
      throws SQLException {
    Optional<SnapshotPart> part = batch.snapshot();
    if (replaces()) {
      Plan plan = part.isPresent() ? schema.known(connection).plan() : null;
      replacement.keep(connection, plan, plan == null ? List.of() : rejects);
      return;
    }
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

  LoadResult merge(Connection connection, Batch.Staged staged, int received) throws SQLException {
    Dialect.Counts counts = staged.first().run();
    LoadResult below = LoadResult.NOTHING;
    for (int wave = 0; wave < staged.waves().size(); wave++) {
      List<Object[]> rows = staged.waves().get(wave);
      if (wave > 0) {
        counts = counts.plus(dialect.stage(connection, staged.into().get(0), rows).run());
      }
      for (Plan also : staged.into().subList(1, staged.into().size())) {
        dialect.stage(connection, also, rows).run();
      }
      if (spec.mode() == WriteMode.HISTORY) {
        new History(dialect, staged.plan()).settle(connection, rows);
      }
      below = below.plus(children.merge(connection, staged.plan(), rows, staged.children()));
    }
    if (!staged.waves().isEmpty() && !staged.into().contains(staged.plan())) {
      // What waits beside the table has changed nothing of it.
      counts = new Dialect.Counts(0, 0, 0);
    }
    long touched = counts.inserted() + counts.updated() + counts.deleted();
    LoadResult own =
        new LoadResult(
            received,
            counts.inserted(),
            counts.updated(),
            staged.accepted() - touched,
            counts.deleted(),
            staged.quarantined());
    return own.plus(below);
  }

  /** Deletes what a snapshot did not list, after its last page. */
  LoadResult finish(Connection connection, SnapshotPart part) throws SQLException {
    Plan plan = schema.known(connection).plan();
    if (replaces()) {
      return replacement.finish(connection, Optional.ofNullable(plan), part);
    }
    if (plan == null) {
      return LoadResult.NOTHING;
    }
    long deleted =
        part.scan().isPresent()
            ? missing().finish(connection, plan, part)
            : snapshot().finish(connection, plan, part);
    LoadResult own = new LoadResult(deleted, 0, 0, 0, deleted, Map.of());
    return deleted == 0 ? own : own.plus(children.follow(connection, plan));
  }

  private MissingRows missing() {
    ScanTargets targets = new ScanTargets(database, clock);
    return new MissingRows(targets, snapshot(), dialect, spec, clock);
  }

  private Snapshot snapshot() {
    return new Snapshot(database.forChanges(), dialect, spec, clock);
  }
}
