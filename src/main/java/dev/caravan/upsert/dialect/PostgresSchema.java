package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table as the catalog of PostgreSQL shows it. */
final class PostgresSchema {
  private static final String COLUMNS =
      """
      select a.attname, lower(format_type(a.atttypid, a.atttypmod)), a.attnotnull,
             pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> ''
      from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attrelid = to_regclass(?) and a.attnum > 0 and not a.attisdropped
      order by a.attnum\
      """;

  private static final String FORM =
      """
      select coalesce(string_agg(
          concat_ws(' ', attname, atttypid, atttypmod, attnotnull), ',' order by attnum), '')
      from pg_attribute where attrelid = to_regclass(?) and attnum > 0 and not attisdropped\
      """;

  private PostgresSchema() {}

  /** In their order; none when there is no such table. */
  static List<NativeColumn> columns(Connection connection, TableName table) throws SQLException {
    List<NativeColumn> columns = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
      statement.setString(1, table.quoted());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          boolean generated = rows.getBoolean(5);
          Optional<String> value = Optional.ofNullable(rows.getString(4));
          columns.add(
              new NativeColumn(
                  rows.getString(1), rows.getString(2), rows.getBoolean(3), value, generated));
        }
      }
    }
    return columns;
  }

  static String form(Connection connection, TableName table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(FORM)) {
      statement.setString(1, table.quoted());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }
}
