package dev.caravan.upsert.dialect;

import dev.caravan.quarantine.LoadException;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.column.TableName;
import dev.caravan.value.ColumnType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A table as MariaDB knows it. */
final class MariaDbSchema {
  /** By plain values, for which MariaDB opens this table alone. */
  private static final String OF_TABLE = " where table_schema = ? and table_name = ?";

  private static final String COLUMNS =
      "select column_name, lower(column_type), collation_name, is_nullable = 'NO', column_default,"
          + " extra from information_schema.columns"
          + OF_TABLE
          + " order by ordinal_position";

  private static final String JSON_CHECKS =
      "select constraint_name from information_schema.check_constraints"
          + OF_TABLE.replace("table_schema", "constraint_schema")
          + " and check_clause like 'json_valid(%'";

  private static final String KEYS =
      "select index_name, column_name, non_unique = 0 and sub_part is null"
          + " from information_schema.statistics"
          + OF_TABLE
          + " order by index_name, seq_in_index";

  private static final String ENGINE = "select engine from information_schema.tables" + OF_TABLE;

  private static final String PRIMARY = "PRIMARY";

  private MariaDbSchema() {}

  /** In their order; none when there is no such table. */
  static List<NativeColumn> columns(Connection connection, TableName table) throws SQLException {
    List<NativeColumn> columns = new ArrayList<>();
    try (PreparedStatement statement = about(connection, COLUMNS, table);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        String collation = rows.getString(3);
        String type = rows.getString(2) + (collation == null ? "" : " collate " + collation);
        columns.add(
            new NativeColumn(
                rows.getString(1),
                type,
                rows.getBoolean(4),
                Optional.ofNullable(rows.getString(5)).filter(value -> !value.equals("NULL")),
                rows.getString(6).contains("GENERATED")));
      }
    }
    if (columns.stream().anyMatch(MariaDbSchema::mayBeJson)) {
      Set<String> json = json(connection, table);
      columns.replaceAll(column -> json.contains(column.name()) ? asJson(column) : column);
    }
    return columns;
  }

  /** JSON is a long text with a check that has the column's name. */
  private static boolean mayBeJson(NativeColumn column) {
    return column.sqlType().startsWith("longtext collate utf8mb4_bin");
  }

  private static Set<String> json(Connection connection, TableName table) throws SQLException {
    Set<String> checked = new HashSet<>();
    try (PreparedStatement statement = about(connection, JSON_CHECKS, table);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        checked.add(rows.getString(1));
      }
    }
    return checked;
  }

  private static NativeColumn asJson(NativeColumn column) {
    return new NativeColumn(
        column.name(),
        MariaDbTypes.JSON,
        column.notNull(),
        column.defaultValue(),
        column.generated());
  }

  static String form(Connection connection, TableName table) throws SQLException {
    return columns(connection, table).stream()
        .map(column -> column.name() + " " + column.sqlType() + " " + column.notNull())
        .collect(Collectors.joining(","));
  }

  static Collection<Set<String>> uniqueKeys(Connection connection, TableName table)
      throws SQLException {
    return indexes(connection, table, true).values();
  }

  /** The columns of each index by its name, in their order. */
  private static Map<String, Set<String>> indexes(
      Connection connection, TableName table, boolean unique) throws SQLException {
    Map<String, Set<String>> indexes = new TreeMap<>();
    Set<String> others = new HashSet<>();
    try (PreparedStatement statement = about(connection, KEYS, table);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        indexes
            .computeIfAbsent(rows.getString(1), n -> new LinkedHashSet<>())
            .add(rows.getString(2));
        if (!rows.getBoolean(3)) {
          others.add(rows.getString(1));
        }
      }
    }
    if (unique) {
      indexes.keySet().removeAll(others);
    }
    return indexes;
  }

  /** What a page wrote into such a table would stay when the page is rolled back. */
  static void requireTransactions(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement = about(connection, ENGINE, table);
        ResultSet row = statement.executeQuery()) {
      String engine = row.next() ? row.getString(1) : null;
      if (engine != null && !engine.equals("InnoDB")) {
        throw new LoadException(
            "Table %s is kept by the engine %s, which knows no transactions; alter table %s engine = InnoDB"
                .formatted(table.quoted(), engine, table.quoted()));
      }
    }
  }

  private static PreparedStatement about(Connection connection, String sql, TableName table)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setString(1, table.schema().orElse(connection.getCatalog()));
    statement.setString(2, table.table());
    return statement;
  }

  /**
   * Where MariaDB would write a value in another form than Caravan does, it goes into a new column,
   * which then takes the place of the old one in one step. A process that is killed before leaves
   * the new one behind, and the next one begins with it. Nobody writes meanwhile.
   */
  static void widen(Connection connection, TableName table, Column column, ColumnType to)
      throws SQLException {
    Map<String, Set<String>> indexes = indexes(connection, table, false);
    indexes.values().removeIf(index -> !index.contains(column.name()));
    int parts = indexes.values().stream().mapToInt(Set::size).max().orElse(1);
    String type =
        (column.key() ? MariaDbTypes.declaredKey(to, parts) : MariaDbTypes.declared(to))
            + (column.notNull() ? " not null" : "");
    Optional<String> value = to == ColumnType.TEXT ? MariaDbTypes.asText(column) : Optional.empty();
    String alter = "alter table " + table.quoted() + " ";
    try (Statement statement = connection.createStatement()) {
      if (value.isEmpty()) {
        statement.execute(alter + "modify column " + column.quoted() + " " + type);
        return;
      }
      Optional<Set<String>> key = Optional.ofNullable(indexes.remove(PRIMARY));
      requireNoIndex(table, column, indexes.keySet());
      String fresh = Sql.quote(ColumnNames.WIDE);
      statement.execute(alter + "drop column if exists " + fresh);
      statement.execute("lock tables %s write".formatted(table.quoted()));
      try {
        statement.execute(alter + "add column " + fresh + " " + type.replace(" not null", ""));
        statement.execute("update %s set %s = %s".formatted(table.quoted(), fresh, value.get()));
        statement.execute(
            alter
                + key.map(k -> "drop primary key, ").orElse("")
                + "drop column %s, change column %s %s %s"
                    .formatted(column.quoted(), fresh, column.quoted(), type)
                + key.map(k -> ", add primary key (" + Sql.list(k, Sql::quote) + ")").orElse(""));
      } finally {
        statement.execute("unlock tables");
      }
    }
  }

  /**
   * It would go with the old column, and a rule that it makes, too. One of Caravan's own is made
   * again.
   */
  private static void requireNoIndex(TableName table, Column column, Set<String> indexes) {
    if (!indexes.isEmpty() && !table.table().startsWith("caravan_snapshot_")) {
      throw new LoadException(
          "Column %s of table %s would have to become a text, and the index %s is over it; drop that index"
              .formatted(column.name(), table.quoted(), String.join(", ", indexes)));
    }
  }
}
