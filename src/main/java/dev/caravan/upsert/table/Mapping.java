package dev.caravan.upsert.table;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Which field went into which column of a table: the rows of {@code caravan_column}. */
final class Mapping {
  private static final String READ =
      "select field, column_name, adopted from caravan_column where target = ? order by field";
  private static final String ADD =
      "insert into caravan_column (target, field, column_name, adopted) values (?, ?, ?, ?)";

  private static final String DELETE = "delete from caravan_column where target = ?";

  private Mapping() {}

  record Entry(String column, boolean adopted) {}

  static Map<String, Entry> read(Connection connection, String target) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setString(1, target);
      try (ResultSet rows = statement.executeQuery()) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        while (rows.next()) {
          entries.put(rows.getString(1), new Entry(rows.getString(2), rows.getBoolean(3)));
        }
        return entries;
      }
    }
  }

  static void forget(Connection connection, String target) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(DELETE)) {
      statement.setString(1, target);
      statement.executeUpdate();
    }
  }

  static void add(Connection connection, String target, Map<String, Entry> entries)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ADD)) {
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        statement.setString(1, target);
        statement.setString(2, entry.getKey());
        statement.setString(3, entry.getValue().column());
        statement.setBoolean(4, entry.getValue().adopted());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }
}
