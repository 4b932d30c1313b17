package dev.caravan.upsert.dialect;

import dev.caravan.quarantine.LoadException;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.column.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A table as SQLite knows it. Names compare in any letter case. */
final class SqliteSchema {
  private static final String COLUMNS =
      """
      select name, lower(type), "notnull", dflt_value, hidden from pragma_table_xinfo(?, ?)
      order by cid""";

  private static final String FORM =
      """
      select coalesce(group_concat(name || ' ' || type || ' ' || "notnull"), '')
      from pragma_table_xinfo(?, ?)""";

  /** A key that is the row's own number has no index. */
  private static final String KEYS =
      """
      select 'the primary key', name from pragma_table_xinfo(?1, ?2)
      where pk > 0 and not exists (select 1 from pragma_index_list(?1, ?2) where origin = 'pk')
      union all
      select i.name, c.name from pragma_index_list(?1, ?2) i, pragma_index_info(i.name, ?2) c
      where i."unique" and not i.partial""";

  private SqliteSchema() {}

  /** In their order; none when there is no such table. */
  static List<NativeColumn> columns(Connection connection, TableName table) throws SQLException {
    List<NativeColumn> columns = new ArrayList<>();
    try (PreparedStatement statement = about(connection, COLUMNS, table);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        columns.add(
            new NativeColumn(
                rows.getString(1),
                rows.getString(2),
                rows.getBoolean(3),
                Optional.ofNullable(rows.getString(4)).map(value -> "(" + value + ")"),
                rows.getInt(5) != 0));
      }
    }
    return columns;
  }

  static String form(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement = about(connection, FORM, table);
        ResultSet row = statement.executeQuery()) {
      return row.getString(1);
    }
  }

  static Collection<Set<String>> uniqueKeys(Connection connection, TableName table)
      throws SQLException {
    Map<String, Set<String>> keys = new TreeMap<>();
    try (PreparedStatement statement = about(connection, KEYS, table);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        keys.computeIfAbsent(rows.getString(1), key -> new HashSet<>()).add(rows.getString(2));
      }
    }
    return keys.values();
  }

  private static PreparedStatement about(Connection connection, String sql, TableName table)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setString(1, table.table());
    statement.setString(2, schema(table));
    return statement;
  }

  private static String schema(TableName table) {
    return table.schema().orElse("main");
  }

  /**
   * Declares another type for a column that Caravan added. SQLite has no statement for it; instead
   * of making the table anew, with its indexes, triggers and views, its definition is edited.
   *
   * @see <a href="https://www.sqlite.org/lang_altertable.html#otheralter">Making Other Kinds Of
   *     Table Schema Changes</a>
   */
  static void retype(Connection connection, TableName table, Column column, String declared)
      throws SQLException {
    String master = Sql.quote(schema(table)) + ".sqlite_schema";
    String edit =
        "update %s set sql = replace(sql, ?1, ?2) where type = 'table' and lower(name) = lower(?3) and instr(sql, ?1) > 0"
            .formatted(master);
    try (Statement statement = connection.createStatement()) {
      long version = version(statement, table);
      statement.execute("pragma writable_schema = on");
      try (PreparedStatement definition = connection.prepareStatement(edit)) {
        for (String end : List.of(",", ")")) {
          definition.setString(1, column.quoted() + " " + column.sqlType() + end);
          definition.setString(2, column.quoted() + " " + declared + end);
          definition.setString(3, table.table());
          definition.executeUpdate();
        }
        // All connections read the definitions again when this number has changed.
        statement.execute(
            "pragma %s.schema_version = %d".formatted(Sql.quote(schema(table)), version + 1));
      } finally {
        statement.execute("pragma writable_schema = off");
      }
    }
    requireType(connection, table, column, declared);
  }

  private static long version(Statement statement, TableName table) throws SQLException {
    String sql = "pragma %s.schema_version".formatted(Sql.quote(schema(table)));
    try (ResultSet row = statement.executeQuery(sql)) {
      return row.getLong(1);
    }
  }

  private static void requireType(
      Connection connection, TableName table, Column column, String declared) throws SQLException {
    boolean done =
        columns(connection, table).stream()
            .anyMatch(c -> c.name().equals(column.name()) && c.sqlType().equals(declared));
    if (!done) {
      throw new LoadException(
          "Column %s of table %s is %s and would have to be %s, but the table's definition is not as Caravan wrote it; make the table anew with that type"
              .formatted(column.name(), table.quoted(), column.sqlType(), declared));
    }
  }

  /** Replaces the values of a column, so that they are of its new type. */
  static void rewrite(Connection connection, TableName table, Column column, String value)
      throws SQLException {
    String sql =
        "update %s set %s = %s where %s is not null"
            .formatted(table.quoted(), column.quoted(), value, column.quoted());
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
