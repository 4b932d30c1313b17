package dev.caravan.upsert.snapshot;

import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.upsert.child.KeyTable;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.NativeType;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.Digest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * What a table will hold once a full scan is complete, in a table of its own beside it with columns
 * of the same types. It takes the place of what the table holds by one transaction that writes the
 * differences, so the table stays the one that it is, with its indexes, rights and views, and
 * nobody sees a half of it.
 */
final class Generation {
  private final DataSource changes;
  private final Dialect dialect;
  private final TableSpec spec;
  private final TableName target;
  private final TableName name;

  Generation(DataSource changes, Dialect dialect, TableSpec spec) {
    this.changes = changes;
    this.dialect = dialect;
    this.spec = spec;
    this.target = TableName.parse(spec.table()).fold(dialect::fold);
    String digest = Digest.of(target.quoted()).substring(0, 16);
    this.name = new TableName(Optional.empty(), "caravan_next_" + digest).fold(dialect::fold);
  }

  /** Throws away what there is of it. */
  void drop(Connection connection) throws SQLException {
    dialect.change(
        changes,
        connection,
        spec.table(),
        alone -> {
          Generations.empty(alone, target.id());
          run(alone, "drop table if exists " + name.quoted());
        });
  }

  /** The plan to write into it, after it was given the columns of its table as they are now. */
  Plan holding(Connection connection, Plan plan) throws SQLException {
    List<NativeColumn> there = dialect.columns(connection, name);
    List<Column> absent = new ArrayList<>(plan.columns());
    absent.removeIf(column -> there.stream().anyMatch(each -> isNamed(each, column)));
    List<Column> narrow = new ArrayList<>(plan.columns());
    narrow.removeIf(column -> there.stream().noneMatch(each -> isNarrow(each, column)));
    if (!absent.isEmpty() || !narrow.isEmpty()) {
      dialect.change(
          changes,
          connection,
          spec.table(),
          alone -> {
            if (there.isEmpty()) {
              create(alone, plan);
            } else {
              change(alone, there, absent, narrow);
            }
          });
    }
    return plan.into(name);
  }

  private static boolean isNamed(NativeColumn there, Column column) {
    return there.name().equals(column.name());
  }

  private boolean isNarrow(NativeColumn there, Column column) {
    return isNamed(there, column) && dialect.nativeType(there.sqlType()).type() != column.type();
  }

  private void create(Connection alone, Plan plan) throws SQLException {
    String columns = Sql.list(plan.columns(), column -> column.quoted() + " " + column.sqlType());
    run(
        alone,
        "create table if not exists %s (%s, primary key (%s))"
            .formatted(name.quoted(), columns, Sql.names(plan.keyColumns())));
  }

  private void change(
      Connection alone, List<NativeColumn> there, List<Column> absent, List<Column> narrow)
      throws SQLException {
    for (Column column : absent) {
      run(
          alone,
          "alter table %s add column %s %s"
              .formatted(name.quoted(), column.quoted(), column.sqlType()));
    }
    for (Column column : narrow) {
      for (NativeColumn each : there) {
        if (isNarrow(each, column)) {
          NativeType type = dialect.nativeType(each.sqlType());
          dialect.widen(alone, name, column.as(each.sqlType(), type), column.type());
        }
      }
    }
  }

  /** Rows of the table that stay, since a record of their key came and is in quarantine. */
  void keep(Connection connection, Plan plan, List<Object[]> keys) throws SQLException {
    if (keys.isEmpty()) {
      return;
    }
    KeyTable kept = new KeyTable(dialect, "kept", plan.keyColumns());
    kept.fill(connection, keys);
    run(
        connection,
        "insert into %s (%s) select %s from %s as t where %s and not exists (select 1 from %s as s where %s)"
            .formatted(
                name.quoted(),
                Sql.names(plan.columns()),
                Sql.list(plan.columns(), Generation::there),
                target.quoted(),
                kept.has("t"),
                name.quoted(),
                same(plan)));
  }

  /**
   * Makes the table hold it, and nothing else.
   *
   * @throws dev.caravan.quarantine.IncompleteSnapshotException when too many rows are not in it
   */
  Dialect.Counts replace(Connection connection, Plan plan, SnapshotPart part) throws SQLException {
    holding(connection, plan);
    String absent =
        "not exists (select 1 from %s as s where %s)".formatted(name.quoted(), same(plan));
    check(connection, absent, part);
    long deleted = run(connection, dialect.deleteFrom(target) + " where " + absent);
    long updated =
        plan.valueColumns().isEmpty()
            ? 0
            : run(connection, dialect.updating(plan, name.quoted(), same(plan)));
    long inserted =
        run(
            connection,
            "insert into %s (%s) select %s from %s as s where not exists (select 1 from %s as t where %s)"
                .formatted(
                    target.quoted(),
                    Sql.names(plan.columns()),
                    Sql.list(plan.columns(), column -> "s." + column.quoted()),
                    name.quoted(),
                    target.quoted(),
                    same(plan)));
    dialect.discard(connection, name);
    return new Dialect.Counts(inserted, updated, deleted);
  }

  private void check(Connection connection, String absent, SnapshotPart part) throws SQLException {
    String sql =
        "select count(*), count(case when %s then 1 end) from %s as t"
            .formatted(absent, target.quoted());
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      part.checkDeletes("rows of table " + spec.table(), row.getLong(2), row.getLong(1));
    }
  }

  private static String there(Column column) {
    return "t." + column.quoted();
  }

  /** The table's column stands first, since its collation says which keys are one. */
  private static String same(Plan plan) {
    return Sql.all(plan.keyColumns(), key -> "%s = s.%s".formatted(there(key), key.quoted()));
  }

  private static long run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.executeLargeUpdate(sql);
    }
  }
}
