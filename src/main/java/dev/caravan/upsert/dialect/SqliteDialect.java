package dev.caravan.upsert.dialect;

import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.NativeType;
import dev.caravan.upsert.column.TableName;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import dev.caravan.value.JsonText;
import dev.caravan.value.Numbers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;

/** SQLite 3.39 and later: prepared batches of INSERT .. ON CONFLICT. Its file has one writer. */
final class SqliteDialect implements Dialect {
  @Override
  public String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public String type(ColumnType type) {
    return SqliteTypes.declared(type);
  }

  @Override
  public NativeType nativeType(String sqlType) {
    return SqliteTypes.nativeType(sqlType);
  }

  /** Numbers of any length and instants as texts, in the one form that compares as they do. */
  @Override
  public Object parameter(Column column, Object value) {
    if (value == null) {
      return null;
    }
    return switch (column.type()) {
      case NUMERIC -> column.key() ? Numbers.canonical(value) : Numbers.text(value);
      case TIMESTAMP -> ((Iso) value).sortable();
      case JSON -> JsonText.of(value);
      case TEXT -> SqliteTypes.isUuid(column) ? value.toString().toLowerCase(Locale.ROOT) : value;
      default -> value;
    };
  }

  @Override
  public String comparable(Column column, String value) {
    return value + " collate binary";
  }

  @Override
  public boolean isOrdered(Column column) {
    return SqliteTypes.isSortable(column);
  }

  @Override
  public List<NativeColumn> columns(Connection connection, TableName table) throws SQLException {
    return SqliteSchema.columns(connection, table);
  }

  @Override
  public String form(Connection connection, TableName table) throws SQLException {
    return SqliteSchema.form(connection, table);
  }

  @Override
  public Collection<Set<String>> uniqueKeys(Connection connection, TableName table)
      throws SQLException {
    return SqliteSchema.uniqueKeys(connection, table);
  }

  @Override
  public void widen(Connection connection, TableName table, Column column, ColumnType to)
      throws SQLException {
    SqliteSchema.retype(connection, table, column, SqliteTypes.declared(to));
    SqliteSchema.rewrite(connection, table, column, SqliteTypes.asText(column));
  }

  /** A change of a table is part of its transaction, and that is alone among all processes. */
  @Override
  public void change(DataSource dataSource, Connection bound, String target, Change work)
      throws SQLException {
    work.on(bound);
  }

  @Override
  public void enter(Connection connection, TableName table, boolean alone) {
    // A transaction is alone with the whole file.
  }

  @Override
  public Merge stage(Connection connection, Plan plan, List<Object[]> rows) {
    return () -> new SqliteMerge(connection, plan, this).run(rows);
  }
}
