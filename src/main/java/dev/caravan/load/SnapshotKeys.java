package dev.caravan.load;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.util.List;

/**
 * The keys that a snapshot has listed so far, in a table of their own beside the target, with the
 * target's types. It goes with the transactions of the pages, so a snapshot goes on after a crash.
 */
final class SnapshotKeys {
  private static final String SNAPSHOT = "snapshot_id";

  private final Dialect dialect;
  private final Plan plan;
  private final SnapshotPart part;
  private final String table;

  SnapshotKeys(Dialect dialect, Plan plan, SnapshotPart part) {
    this.dialect = dialect;
    this.plan = plan;
    this.part = part;
    String digest = ColumnNames.digest(part.stream() + " " + plan.table().quoted());
    this.table = Sql.quote(dialect.fold("caravan_snapshot_" + digest.substring(0, 16)));
  }

  /** Makes the table; anew for the first page, since the target's key may have changed its type. */
  void prepare(Connection connection) throws SQLException {
    String keys = Sql.names(plan.keyColumns());
    try (Statement statement = connection.createStatement()) {
      if (part.first()) {
        statement.execute("drop table if exists " + table);
      }
      statement.execute(
          "create table if not exists %s as select cast('' as varchar(64)) as %s, %s from %s where 1 = 0"
              .formatted(table, SNAPSHOT, keys, plan.table().quoted()));
      statement.execute(
          "create index if not exists %s on %s (%s)"
              .formatted(table.replaceFirst("\"$", "_KEYS\""), table, keys));
    }
  }

  /** Adds keys, each in the order of the plan's key columns. */
  void add(Connection connection, List<Object[]> keys) throws SQLException {
    String sql = "insert into %s values (?%s)".formatted(table, ", ?".repeat(plan.keys().size()));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Object[] key : keys) {
        insert.setString(1, part.id());
        for (int i = 0; i < key.length; i++) {
          insert.setObject(i + 2, parameter(key[i]));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /** Rows of the target that are not deleted: how many, and how many of them no page listed. */
  Absent absent(Connection connection) throws SQLException {
    String sql =
        "select count(*), count(case when %s then 1 end) from %s t where %s"
            .formatted(unlisted(), plan.table().quoted(), live());
    try (PreparedStatement count = connection.prepareStatement(sql)) {
      count.setString(1, part.id());
      try (var row = count.executeQuery()) {
        row.next();
        return new Absent(row.getLong(1), row.getLong(2));
      }
    }
  }

  /** Turns them into tombstones. */
  long delete(Connection connection, Iso now) throws SQLException {
    String target = plan.table().quoted();
    String sql =
        plan.soft()
            ? "update %s t set %s = ? where %s and %s"
                .formatted(target, plan.columns().get(plan.deleted()).quoted(), live(), unlisted())
            : "delete from %s t where %s".formatted(target, unlisted());
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      if (plan.soft()) {
        delete.setObject(1, parameter(now));
      }
      delete.setString(plan.soft() ? 2 : 1, part.id());
      return delete.executeLargeUpdate();
    }
  }

  /** Forgets the keys. */
  void clear(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("delete from " + table);
    }
  }

  record Absent(long rows, long unlisted) {}

  private String live() {
    return plan.soft() ? "t." + plan.columns().get(plan.deleted()).quoted() + " is null" : "1 = 1";
  }

  private String unlisted() {
    return "not exists (select 1 from %s s where s.%s = ? and %s)"
        .formatted(
            table,
            SNAPSHOT,
            Sql.all(
                plan.keyColumns(),
                column -> "s.%s = t.%s".formatted(column.quoted(), column.quoted())));
  }

  private static Object parameter(Object value) {
    if (value instanceof Iso iso) {
      return iso.instant().atOffset(ZoneOffset.UTC);
    }
    return value instanceof BigInteger whole ? new BigDecimal(whole) : value;
  }
}
