package dev.caravan.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.ConcurrencyFailureException;

/** The columns of a table as H2 knows them. */
final class H2Columns {
  private static final String COLUMNS =
      """
      select column_name, lower(data_type_sql(table_schema, table_name, 'TABLE', dtd_identifier)),
             is_nullable = 'NO', column_default, is_generated = 'ALWAYS', is_identity = 'YES'
      from information_schema.columns
      where table_schema = coalesce(?, current_schema) and table_name = ?
      order by ordinal_position""";

  private H2Columns() {}

  /** In their order; empty when there is no such table. */
  static List<NativeColumn> of(Connection connection, TableName table) throws SQLException {
    List<NativeColumn> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table.schema().orElse(null));
      statement.setString(2, table.table());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          boolean identity = rows.getBoolean(6);
          Optional<String> value = Optional.ofNullable(identity ? "default" : rows.getString(4));
          if (rows.getString(2) == null) {
            throw new ConcurrencyFailureException("Table " + table.table() + " is being changed");
          }
          columns.add(
              new NativeColumn(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getBoolean(3) && !identity,
                  value,
                  rows.getBoolean(5)));
        }
      }
    }
    return columns;
  }
}
