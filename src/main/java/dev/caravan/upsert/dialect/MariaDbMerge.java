package dev.caravan.upsert.dialect;

import dev.caravan.quarantine.LoadException;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.column.Sql;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Rows into a table of MariaDB. They are staged in columns of the table's own types, so that what
 * is compared has been through every conversion; then the rows that are there are replaced by those
 * that are not older, and the others are inserted. Nobody else merges into the table meanwhile.
 */
final class MariaDbMerge {
  private static final int BYTES_PER_CHARACTER = 3;
  private static final int LEAST_PACKET = 1 << 20;

  private final Connection connection;
  private final Plan plan;
  private final Dialect dialect;
  private final String staging;
  private final String both;
  private final MergeSql rules;

  MariaDbMerge(Connection connection, Plan plan, Dialect dialect) {
    this.connection = connection;
    this.plan = plan;
    this.dialect = dialect;
    this.staging = Sql.quote(plan.staging());
    this.rules = new MergeSql(plan, MariaDbMerge::source);
    // The staged rows are looked up in the table, not the other way round.
    this.both =
        "%s as s straight_join %s as t on %s"
            .formatted(staging, plan.table().quoted(), rules.sameKey());
  }

  void stage(List<Object[]> rows) throws SQLException {
    requireUtc();
    String columns =
        Sql.list(plan.columns(), column -> column.quoted() + " " + dialect.typeOfKeys(column));
    String flag = plan.hard() ? ", " + Sql.quote(ColumnNames.TOMBSTONE) + " boolean" : "";
    execute("create or replace temporary table %s (%s%s)".formatted(staging, columns, flag));
    // As the merge will. Nobody changes the table from here on.
    execute("select 1 from %s limit 0".formatted(plan.table().quoted()));
    int width = plan.columns().size();
    String places = "?" + ", ?".repeat(width - 1 + (plan.hard() ? 1 : 0));
    String sql = "insert into %s values (%s)".formatted(staging, places);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (Object[] row : rows) {
        long characters = 0;
        for (int i = 0; i < width; i++) {
          Object value = dialect.parameter(plan.columns().get(i), row[i]);
          characters += value instanceof String text ? text.length() : 0;
          insert.setObject(i + 1, value);
        }
        requireRoom(characters);
        if (plan.hard()) {
          insert.setObject(width + 1, Boolean.TRUE.equals(row[width]));
        }
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  Dialect.Counts run() throws SQLException {
    Dialect.Counts counts =
        new Dialect.Counts(0, 0, plan.hard() ? execute(delete()) : 0).plus(merge());
    execute("drop temporary table " + staging);
    return counts;
  }

  private Dialect.Counts merge() throws SQLException {
    if (!plan.soft()) {
      String live = plan.hard() ? "not s." + Sql.quote(ColumnNames.TOMBSTONE) : "true";
      return new Dialect.Counts(0, update(live), 0).plus(new Dialect.Counts(insert(live), 0, 0));
    }
    String dead = rules.tombstone();
    String live = "not (" + dead + ")";
    long updated = update(live);
    long died = update(dead);
    return new Dialect.Counts(insert(live), updated, died + insert(dead));
  }

  private String delete() {
    return "delete t from %s where s.%s and %s true"
        .formatted(both, Sql.quote(ColumnNames.TOMBSTONE), rules.notOlder());
  }

  private long update(String which) throws SQLException {
    if (plan.valueColumns().isEmpty()) {
      return 0;
    }
    String assignments =
        Sql.list(
            plan.replacedColumns(), column -> MergeSql.target(column) + " = " + rules.then(column));
    String changed =
        "not ("
            + Sql.all(
                plan.valueColumns(),
                column ->
                    comparable(column, MergeSql.target(column))
                        + " <=> "
                        + comparable(column, rules.then(column)))
            + ")";
    return execute(
        "update %s set %s where (%s) and %s%s"
            .formatted(both, assignments, which, rules.notOlder(), changed));
  }

  private long insert(String which) throws SQLException {
    Column key = plan.keyColumns().get(0);
    return execute(
        "insert into %s (%s) select %s from %s as s left join %s as t on %s where t.%s is null and (%s)"
            .formatted(
                plan.table().quoted(),
                Sql.names(plan.columns()),
                Sql.list(plan.columns(), MariaDbMerge::source),
                staging,
                plan.table().quoted(),
                rules.sameKey(),
                key.quoted(),
                which));
  }

  private static String source(Column column) {
    String staged = "s." + column.quoted();
    return column.notNull() && column.defaultValue().isPresent()
        ? "coalesce(%s, %s)".formatted(staged, column.defaultValue().get())
        : staged;
  }

  /** A collation of the column would take texts for equal that are not. */
  static String comparable(Column column, String expression) {
    return MariaDbTypes.isExact(column.sqlType()) ? expression : "binary " + expression;
  }

  /** What a column of the type timestamp holds depends on the zone of the session. */
  private void requireUtc() throws SQLException {
    if (plan.columns().stream().noneMatch(c -> c.sqlType().startsWith("timestamp"))) {
      return;
    }
    String sql = "select @@session.time_zone";
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      if (!"+00:00".equals(row.getString(1)) && !"UTC".equals(row.getString(1))) {
        throw new LoadException(
            "Table %s has a column of the type timestamp, which the sessions of this DataSource read in the zone %s; make it a datetime(6), or add sessionVariables=time_zone='+00:00' to the JDBC URL"
                .formatted(plan.table().quoted(), row.getString(1)));
      }
    }
  }

  /** The server closes the connection of who sends more than it takes, and says nothing. */
  private void requireRoom(long characters) throws SQLException {
    if (characters * BYTES_PER_CHARACTER < LEAST_PACKET) {
      return;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select @@max_allowed_packet")) {
      row.next();
      if (characters * BYTES_PER_CHARACTER > row.getLong(1)) {
        throw new LoadException(
            "A record for table %s has texts of %d characters, and the server takes %d bytes at once; set its max_allowed_packet to %d times the characters or more"
                .formatted(plan.table().quoted(), characters, row.getLong(1), BYTES_PER_CHARACTER));
      }
    }
  }

  private long execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql) ? 0 : statement.getUpdateCount();
    }
  }
}
