package dev.caravan.upsert.dialect;

import dev.caravan.state.database.DatabaseKind;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.NativeType;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.column.TableName;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;
import dev.caravan.value.JsonText;
import dev.caravan.value.Numbers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.sql.DataSource;

/**
 * MariaDB 10.6 and later: batches into a temporary table, then UPDATE and INSERT from there. A
 * change of a table ends the transaction it is made in, so it is made on another connection.
 */
final class MariaDbDialect implements Dialect {
  private static final String COLLATE = " collate ";

  @Override
  public String fold(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  @Override
  public String type(ColumnType type) {
    return MariaDbTypes.declared(type);
  }

  @Override
  public String keyType(ColumnType type, int parts) {
    return MariaDbTypes.declaredKey(type, parts);
  }

  @Override
  public NativeType nativeType(String sqlType) {
    return MariaDbTypes.nativeType(sqlType);
  }

  /** Instants as local times in UTC, which no zone of a session changes. */
  @Override
  public Object parameter(Column column, Object value) {
    if (value == null) {
      return null;
    }
    return switch (column.type()) {
      case NUMERIC -> Numbers.decimal(value);
      case TIMESTAMP -> DatabaseKind.MARIADB.time(((Iso) value).instant());
      case JSON -> JsonText.of(value);
      default -> value;
    };
  }

  /** Creating an index would commit, on a temporary table, too. */
  @Override
  public List<String> makingTemporary(String table, String columns, String indexed) {
    return List.of(
        "create or replace temporary table %s (%s, index (%s))".formatted(table, columns, indexed));
  }

  /** Texts of two collations do not compare, and a timestamp is not null unless it may be. */
  @Override
  public String typeOfKeys(Column column) {
    return column.sqlType() + " null";
  }

  /** Numbers and times of all widths compare by themselves. */
  @Override
  public String keyAs(Column column, String key) {
    int collation = column.sqlType().indexOf(COLLATE);
    if (collation < 0) {
      return key;
    }
    String name = column.sqlType().substring(collation + COLLATE.length());
    String characters = name.substring(0, name.indexOf('_'));
    return "convert(%s using %s)%s%s".formatted(key, characters, COLLATE, name);
  }

  @Override
  public String differs(String one, String other) {
    return "not (%s <=> %s)".formatted(one, other);
  }

  @Override
  public String comparable(Column column, String value) {
    return MariaDbMerge.comparable(column, value);
  }

  @Override
  public String updating(Plan plan, String other, String same) {
    return "update %s as s straight_join %s as t on %s set %s where %s"
        .formatted(
            other,
            plan.table().quoted(),
            same,
            Sql.list(plan.replacedColumns(), each -> "t.%1$s = s.%1$s".formatted(each.quoted())),
            anyDiffers(plan.valueColumns()));
  }

  /** Dropping it now would commit. A process that is killed leaves it to who makes it anew. */
  @Override
  public void discard(Connection bound, TableName table) throws SQLException {
    // A drop of its own, after the commit, could take what another process wrote there meanwhile.
    try (Statement statement = bound.createStatement()) {
      statement.execute(deleteFrom(table));
    }
  }

  @Override
  public List<NativeColumn> columns(Connection connection, TableName table) throws SQLException {
    return MariaDbSchema.columns(connection, table);
  }

  @Override
  public String form(Connection connection, TableName table) throws SQLException {
    return MariaDbSchema.form(connection, table);
  }

  @Override
  public Collection<Set<String>> uniqueKeys(Connection connection, TableName table)
      throws SQLException {
    MariaDbSchema.requireTransactions(connection, table);
    return MariaDbSchema.uniqueKeys(connection, table);
  }

  @Override
  public void widen(Connection connection, TableName table, Column column, ColumnType to)
      throws SQLException {
    MariaDbSchema.widen(connection, table, column, to);
  }

  @Override
  public void change(DataSource dataSource, Connection bound, String target, Change work)
      throws SQLException {
    new MariaDbChange(dataSource, target, work).run();
  }

  /** By a row that is locked until the transaction ends, also when that is by the server. */
  @Override
  public void enter(Connection connection, TableName table, boolean alone) throws SQLException {
    String lock =
        "insert into caravan_lock (name) values (?) on duplicate key update name ="
            + " caravan_lock.name";
    try (PreparedStatement statement = connection.prepareStatement(lock)) {
      statement.setString(1, table.id());
      statement.execute();
    }
  }

  @Override
  public Merge stage(Connection connection, Plan plan, List<Object[]> rows) throws SQLException {
    MariaDbMerge merge = new MariaDbMerge(connection, plan, this);
    merge.stage(rows);
    return merge::run;
  }

  @Override
  public String deleteFrom(TableName table) {
    return "delete t from " + table.quoted() + " as t";
  }
}
