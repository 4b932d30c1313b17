package dev.caravan.cli.query;

import dev.caravan.config.ConfigurationException;
import dev.caravan.state.database.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A statement on a session that the database lets read and nothing else.
 *
 * @param sql one statement that gives rows
 * @param limit how many rows are wanted at most
 */
record ReadOnlyStatement(String sql, long limit) {
  private static final int AT_ONCE = 1_000;

  /**
   * Gives the rows of the statement to a writer.
   *
   * @throws ConfigurationException when the database refuses it, or it gives no rows
   */
  void run(Database database, Object[] parameters, Rows rows) {
    try (Connection connection = database.dataSource().getConnection()) {
      database.kind().makeReadOnly(connection);
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        statement.setFetchSize(AT_ONCE);
        for (int i = 0; i < parameters.length; i++) {
          statement.setObject(i + 1, parameters[i]);
        }
        if (!statement.execute()) {
          throw new ConfigurationException("the statement gives no rows; query only reads");
        }
        write(statement.getResultSet(), rows);
      }
    } catch (SQLException e) {
      throw new ConfigurationException("the database refuses the statement: " + e.getMessage());
    }
  }

  private void write(ResultSet result, Rows rows) throws SQLException {
    ResultSetMetaData columns = result.getMetaData();
    rows.columns(names(columns));
    long count = 0;
    boolean more = result.next();
    for (; more && count < limit; count++) {
      List<Object> values = new ArrayList<>();
      for (int column = 1; column <= columns.getColumnCount(); column++) {
        values.add(value(result, column));
      }
      rows.row(values);
      more = result.next();
    }
    rows.end(more);
  }

  /** No two are equal, so that each is a field of its own in JSON. */
  private static List<String> names(ResultSetMetaData columns) throws SQLException {
    Set<String> taken = new HashSet<>();
    List<String> names = new ArrayList<>();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      String label = columns.getColumnLabel(column);
      String name = label;
      for (int other = 2; !taken.add(name); other++) {
        name = label + "_" + other;
      }
      names.add(name);
    }
    return names;
  }

  /** Times and what else has a form of its own are as the database writes them. */
  private static Object value(ResultSet result, int column) throws SQLException {
    Object value = result.getObject(column);
    if (value instanceof Double number && !Double.isFinite(number)) {
      return number.toString();
    }
    if (value == null || value instanceof Number || value instanceof Boolean) {
      return value;
    }
    return value instanceof byte[] bytes
        ? Base64.getEncoder().encodeToString(bytes)
        : result.getString(column);
  }
}
