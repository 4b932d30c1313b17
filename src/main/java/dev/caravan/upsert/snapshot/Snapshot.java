package dev.caravan.upsert.snapshot;

import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.Reject;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.Iso;
import dev.caravan.value.Values;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What a page of a snapshot does to a table besides loading its records: its keys are remembered,
 * and after the last page the rows that no page listed are deleted as by tombstones. Such a row
 * keeps its version, so a later change of it in the feed brings it back.
 */
public final class Snapshot {
  private final DataSource dataSource;
  private final Dialect dialect;
  private final TableSpec spec;
  private final Clock clock;

  public Snapshot(DataSource dataSource, Dialect dialect, TableSpec spec, Clock clock) {
    this.dataSource = dataSource;
    this.dialect = dialect;
    this.spec = spec;
    this.clock = clock;
  }

  /** Where tables are changed. */
  DataSource changes() {
    return dataSource;
  }

  /** Remembers the keys of a page, the bad records' too, which must not be taken as deleted. */
  public void list(
      Connection connection,
      Plan plan,
      SnapshotPart part,
      List<List<Object[]>> waves,
      List<Reject> rejects)
      throws SQLException {
    add(connection, plan, part, keys(plan, waves, rejects));
  }

  /** Remembers keys. */
  void add(Connection connection, Plan plan, SnapshotPart part, List<Object[]> listed)
      throws SQLException {
    SnapshotKeys keys = new SnapshotKeys(dialect, plan, part);
    dialect.change(dataSource, connection, spec.table(), keys::prepare);
    keys.add(connection, listed);
  }

  /** The keys of a page, the bad records' too. */
  List<Object[]> keys(Plan plan, List<List<Object[]>> waves, List<Reject> rejects) {
    List<Object[]> listed = new ArrayList<>();
    waves.stream().flatMap(List::stream).forEach(row -> listed.add(key(plan, row)));
    rejects.stream().flatMap(reject -> key(plan, reject.raw()).stream()).forEach(listed::add);
    return listed;
  }

  /**
   * Deletes what the snapshot did not list.
   *
   * @return the rows that were deleted
   * @throws LoadException when they are too many, or the table knows no tombstones
   */
  public long finish(Connection connection, Plan plan, SnapshotPart part) throws SQLException {
    SnapshotKeys keys = new SnapshotKeys(dialect, plan, part);
    SnapshotKeys.Absent absent = keys.absent(connection, Optional.empty());
    check(absent, part);
    long deleted = 0;
    if (absent.unlisted() > 0) {
      deleted =
          plan.soft()
              ? keys.mark(connection, Optional.empty(), Iso.at(clock.instant()))
              : keys.delete(connection, Optional.empty());
    }
    keys.clear(connection);
    part.outcomes()
        .add(
            "%d of %d rows of table %s that it did not list were deleted"
                .formatted(deleted, absent.rows(), spec.table()));
    return deleted;
  }

  private void check(SnapshotKeys.Absent absent, SnapshotPart part) {
    if (absent.unlisted() > 0 && !spec.soft() && !spec.hard()) {
      throw new LoadException(
          "the snapshot does not list %d rows of table %s, and its caravan-upsert knows no deletes; set deleted: deleted"
              .formatted(absent.unlisted(), spec.table()));
    }
    part.checkDeletes("rows of table " + spec.table(), absent.unlisted(), absent.rows());
  }

  private static Object[] key(Plan plan, Object[] row) {
    return plan.keys().stream().map(i -> row[i]).toArray();
  }

  /** The key of a record as it came, when it has a whole one of the table's types. */
  Optional<Object[]> key(Plan plan, Object raw) {
    if (!(raw instanceof Map<?, ?> record)) {
      return Optional.empty();
    }
    Object[] key = new Object[plan.keys().size()];
    for (int i = 0; i < key.length; i++) {
      Object value = Values.normal(record.get(spec.key().get(i)));
      key[i] = value == null ? null : plan.keyColumns().get(i).leniently(value);
      if (key[i] == null) {
        return Optional.empty();
      }
    }
    return Optional.of(key);
  }
}
