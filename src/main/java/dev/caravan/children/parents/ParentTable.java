package dev.caravan.children.parents;

import dev.caravan.config.NearestName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How the table of parents stands in the database: its name and the columns that a stream needs,
 * checked.
 *
 * @param name ready for a statement
 * @param columns by name in lower case
 */
record ParentTable(String name, Map<String, ParentColumn> columns) {
  private static final String DELETED = "_deleted";

  /** Caravan's own tables, and those that it makes for Iceberg's catalog. */
  private static final Pattern OWN =
      Pattern.compile("(.*\\.)?(caravan_.*|iceberg_tables|iceberg_namespace_properties)");

  /**
   * Looks the table up.
   *
   * @throws IllegalStateException naming the table or column that is not there, and the nearest one
   */
  static ParentTable open(Parents parents, DataSource source) {
    ParentTable table =
        new JdbcTemplate(source)
            .execute(
                (ConnectionCallback<ParentTable>) connection -> read(parents.table(), connection));
    parents.key().forEach(column -> table.require("parentKey", column));
    parents.path().columns().forEach(column -> table.require("path", column));
    parents.columns().forEach(table::requirePlain);
    parents.version().ifPresent(column -> table.require("parentVersion", column));
    return table;
  }

  ParentColumn column(String name) {
    return columns.get(name);
  }

  /** The column that marks rows as deleted, when there is one. */
  Optional<ParentColumn> deleted() {
    return Optional.ofNullable(columns.get(DELETED));
  }

  private void require(String parameter, String column) {
    if (!columns.containsKey(column)) {
      throw new IllegalStateException(
          parameter
              + " names the column "
              + column
              + ", which parentTable "
              + name
              + " does not have; "
              + NearestName.of(column, columns.keySet())
                  .map(near -> "did you mean " + near + "?")
                  .orElse("it has " + String.join(", ", columns.keySet())));
    }
  }

  private void requirePlain(String column) {
    if (!columns.get(column).isPlain()) {
      throw new IllegalStateException(
          "column "
              + column
              + " of parentTable "
              + name
              + " is "
              + columns.get(column).typeName()
              + "; a parent is named by whole numbers, decimals, text or uuid");
    }
  }

  private static ParentTable read(String written, Connection connection) throws SQLException {
    boolean upper = connection.getMetaData().storesUpperCaseIdentifiers();
    boolean ofMariaDb = ofMariaDb(connection);
    String folded = upper ? written.toUpperCase(Locale.ROOT) : written.toLowerCase(Locale.ROOT);
    String name = "\"" + folded.replace(".", "\".\"") + "\"";
    Map<String, ParentColumn> columns = new LinkedHashMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement("select * from " + name + " where 1 = 0");
        ResultSet none = statement.executeQuery()) {
      ResultSetMetaData data = none.getMetaData();
      for (int i = 1; i <= data.getColumnCount(); i++) {
        ParentColumn column = ParentColumn.of(ofMariaDb, data, i);
        columns.put(column.name().toLowerCase(Locale.ROOT), column);
      }
    } catch (SQLException e) {
      throw failed(written, connection, e);
    }
    return new ParentTable(name, columns);
  }

  private static boolean ofMariaDb(Connection connection) throws SQLException {
    return connection.getMetaData().getDatabaseProductName().equals("MariaDB");
  }

  /** Says that there is no such table when that is what is wrong. */
  private static RuntimeException failed(String written, Connection connection, SQLException cause)
      throws SQLException {
    Set<String> tables = new TreeSet<>();
    try (ResultSet rows =
        connection.getMetaData().getTables(null, null, null, new String[] {"TABLE", "VIEW"})) {
      while (rows.next()) {
        String schema = rows.getString(ofMariaDb(connection) ? "TABLE_CAT" : "TABLE_SCHEM");
        String table = rows.getString("TABLE_NAME").toLowerCase(Locale.ROOT);
        tables.add(written.contains(".") && schema != null ? schema + "." + table : table);
      }
    }
    if (tables.contains(written.toLowerCase(Locale.ROOT))) {
      throw cause;
    }
    tables.removeIf(OWN.asMatchPredicate());
    return new IllegalStateException(
        "parentTable "
            + written
            + " does not exist; "
            + NearestName.of(written, tables)
                .map(near -> "did you mean " + near + "? ")
                .orElse(tables.isEmpty() ? "" : "there are " + String.join(", ", tables) + ". ")
            + "If a stream makes it, name that as parentStream",
        cause);
  }
}
