package dev.caravan.upsert.snapshot;

import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.NativeType;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.dialect.Dialect;
import dev.caravan.upsert.dialect.Plan;
import dev.caravan.value.Digest;
import dev.caravan.value.Iso;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;

/**
 * The keys that a snapshot has listed so far, in a table of their own beside the target, with the
 * target's types. It goes with the transactions of the pages, so a snapshot resumes after a crash.
 */
final class SnapshotKeys {
  private static final String SNAPSHOT = "snapshot_id";

  private final Dialect dialect;
  private final Plan plan;
  private final SnapshotPart part;
  private final TableName name;
  private final String table;

  SnapshotKeys(Dialect dialect, Plan plan, SnapshotPart part) {
    this.dialect = dialect;
    this.plan = plan;
    this.part = part;
    String digest = Digest.of(part.stream() + " " + plan.table().quoted());
    this.name =
        new TableName(Optional.empty(), "caravan_snapshot_" + digest.substring(0, 16))
            .fold(dialect::fold);
    this.table = name.quoted();
  }

  /**
   * Makes the table; anew for the first page, since the target's key may have changed its type, but
   * once, since a route may bring that page in parts. A key that became wider since the page before
   * is made as wide here.
   */
  void prepare(Connection connection) throws SQLException {
    String keys = Sql.names(plan.keyColumns());
    boolean begins = part.first() && part.scan().isEmpty();
    try (Statement statement = connection.createStatement()) {
      if (begins && part.reached().add(plan.table().id())) {
        statement.execute("drop table if exists " + table);
      }
      statement.execute(
          "create table if not exists %s (%s varchar(64), %s)"
              .formatted(
                  table,
                  SNAPSHOT,
                  Sql.list(plan.keyColumns(), key -> key.quoted() + " " + key.sqlType())));
      statement.execute(
          "create index if not exists %s on %s (%s)"
              .formatted(table.replaceFirst("\"$", "_KEYS\""), table, keys));
    }
    widen(connection);
  }

  /** What changed the target's keys is done here, too, so that each reads the same in both. */
  private void widen(Connection connection) throws SQLException {
    List<NativeColumn> natives = dialect.columns(connection, name);
    for (Column key : plan.keyColumns()) {
      for (NativeColumn here : natives) {
        NativeType type = dialect.nativeType(here.sqlType());
        if (here.name().equals(key.name()) && type.type() != key.type()) {
          dialect.widen(connection, name, key.as(here.sqlType(), type), key.type());
        }
      }
    }
  }

  /** Adds keys, each in the order of the plan's key columns. */
  void add(Connection connection, List<Object[]> keys) throws SQLException {
    String sql = "insert into %s values (?%s)".formatted(table, ", ?".repeat(plan.keys().size()));
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Object[] key : keys) {
        insert.setString(1, part.id());
        for (int i = 0; i < key.length; i++) {
          insert.setObject(i + 2, dialect.parameter(plan.keyColumns().get(i), key[i]));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  /**
   * Rows of the target that are not deleted: how many, and how many of them no page listed.
   *
   * @param before a row of this version or a newer one counts as listed
   */
  Absent absent(Connection connection, Optional<Iso> before) throws SQLException {
    String sql =
        "select count(*), count(case when %s then 1 end) from %s t where %s"
            .formatted(unlisted(before), plan.table().quoted(), live());
    try (PreparedStatement count = connection.prepareStatement(sql)) {
      unlisted(count, 1, before);
      try (var row = count.executeQuery()) {
        row.next();
        return new Absent(row.getLong(1), row.getLong(2));
      }
    }
  }

  /** Marks them as deleted. */
  long mark(Connection connection, Optional<Iso> before, Iso now) throws SQLException {
    String sql =
        "update %s as t set %s = ? where %s and %s"
            .formatted(
                plan.table().quoted(),
                plan.columns().get(plan.deleted()).quoted(),
                live(),
                unlisted(before));
    try (PreparedStatement mark = connection.prepareStatement(sql)) {
      mark.setObject(1, dialect.parameter(plan.columns().get(plan.deleted()), now));
      unlisted(mark, 2, before);
      return mark.executeLargeUpdate();
    }
  }

  /** Deletes them. */
  long delete(Connection connection, Optional<Iso> before) throws SQLException {
    String sql =
        "%s where %s and %s".formatted(dialect.deleteFrom(plan.table()), live(), unlisted(before));
    try (PreparedStatement delete = connection.prepareStatement(sql)) {
      unlisted(delete, 1, before);
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

  /** The target's column stands first, since its collation says which keys are one. */
  private String unlisted(Optional<Iso> before) {
    String absent =
        "not exists (select 1 from %s s where s.%s = ? and %s)"
            .formatted(
                table,
                SNAPSHOT,
                Sql.all(
                    plan.keyColumns(),
                    column -> "t.%s = s.%s".formatted(column.quoted(), column.quoted())));
    if (before.isEmpty()) {
      return absent;
    }
    String version = "t." + plan.columns().get(plan.version()).quoted();
    return "%s and (%s is null or %s < ?)".formatted(absent, version, version);
  }

  private void unlisted(PreparedStatement statement, int at, Optional<Iso> before)
      throws SQLException {
    statement.setString(at, part.id());
    if (before.isPresent()) {
      statement.setObject(
          at + 1, dialect.parameter(plan.columns().get(plan.version()), before.get()));
    }
  }
}
