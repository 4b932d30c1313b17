package dev.caravan.upsert.column;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The unique indexes of a table as JDBC tells them. */
public final class UniqueIndexes {
  private UniqueIndexes() {}

  /** The columns of each index that is over all rows. */
  public static Collection<Set<String>> of(Connection connection, TableName table)
      throws SQLException {
    Map<String, Set<String>> indexes = new TreeMap<>();
    String schema = table.schema().isPresent() ? table.schema().get() : connection.getSchema();
    try (ResultSet rows =
        connection.getMetaData().getIndexInfo(null, schema, table.table(), true, false)) {
      while (rows.next()) {
        String name = rows.getString("INDEX_NAME");
        boolean whole = rows.getString("FILTER_CONDITION") == null;
        if (name != null && whole) {
          indexes.computeIfAbsent(name, n -> new HashSet<>()).add(rows.getString("COLUMN_NAME"));
        }
      }
    }
    return indexes.values();
  }
}
