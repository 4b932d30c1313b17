package dev.caravan.upsert.dialect;

import dev.caravan.state.database.DatabaseKind;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.column.NativeColumn;
import dev.caravan.upsert.column.NativeType;
import dev.caravan.upsert.column.Sql;
import dev.caravan.upsert.column.TableName;
import dev.caravan.value.ColumnType;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** What differs between databases. The next database is one more of these and one test run. */
public sealed interface Dialect permits PostgresDialect, SqliteDialect, MariaDbDialect {
  static Dialect of(DatabaseKind kind) {
    return switch (kind) {
      case POSTGRESQL -> new PostgresDialect();
      case SQLITE -> new SqliteDialect();
      case MARIADB -> new MariaDbDialect();
    };
  }

  /** A name in the letter case the database gives to names without quotes. */
  String fold(String name);

  String type(ColumnType type);

  /** The type of a column that is one of so many parts of the key, which an index has to hold. */
  default String keyType(ColumnType type, int parts) {
    return type(type);
  }

  /** What a type of a column means, in lower case as the catalog shows it. */
  NativeType nativeType(String sqlType);

  /** A value that fits a column, as the parameter of a statement. */
  Object parameter(Column column, Object value);

  /** The expression of a value of a column's staging type, as one of the column's own type. */
  default String stored(Column column, String staged) {
    return staged;
  }

  /** Whether the order of a column's values as the database sees it is theirs. */
  default boolean isOrdered(Column column) {
    return true;
  }

  /** The statement that empties a temporary table. */
  default String emptying(String table) {
    return "delete from " + table;
  }

  /** Statements that make an empty temporary table with an index, and commit nothing. */
  default List<String> makingTemporary(String table, String columns, String indexed) {
    String index = Sql.quote(table.replace("\"", "") + "_i");
    return List.of(
        "create temporary table if not exists %s (%s)".formatted(table, columns),
        "create index if not exists %s on %s (%s)".formatted(index, table, indexed),
        emptying(table));
  }

  /** The type of a column of a temporary table that keys of another column are put into. */
  default String typeOfKeys(Column column) {
    return type(column.type());
  }

  /** The expression of a key as one of another column's type, which is of the same kind. */
  default String keyAs(Column column, String key) {
    return "cast(%s as %s)".formatted(key, column.sqlType());
  }

  /** The condition that two values differ, where null is a value, too. */
  default String differs(String one, String other) {
    return "%s is distinct from %s".formatted(one, other);
  }

  /** A value in a form in which two differ unless they are the same, byte by byte. */
  default String comparable(Column column, String value) {
    return value;
  }

  /**
   * The statement that gives rows of a table, called t, the values of the rows of another one with
   * the same columns, called s, where they differ.
   */
  default String updating(Plan plan, String other, String same) {
    return "update %s as t set %s from %s as s where %s and (%s)"
        .formatted(
            plan.table().quoted(),
            Sql.list(plan.replacedColumns(), each -> each.quoted() + " = s." + each.quoted()),
            other,
            same,
            anyDiffers(plan.valueColumns()));
  }

  /** The condition that a row t and a row s differ. */
  default String anyDiffers(List<Column> columns) {
    return columns.stream()
        .map(
            each ->
                differs(
                    comparable(each, "t." + each.quoted()), comparable(each, "s." + each.quoted())))
        .collect(Collectors.joining(" or "));
  }

  /**
   * Drops a table that this transaction has read, when it commits; only its rows where a drop
   * cannot go with a transaction.
   */
  default void discard(Connection bound, TableName table) throws SQLException {
    try (Statement statement = bound.createStatement()) {
      statement.execute("drop table if exists " + table.quoted());
    }
  }

  /** The columns of a table in their order; none when there is no such table. */
  List<NativeColumn> columns(Connection connection, TableName table) throws SQLException;

  /** A text that is another one once a column was added or has another type; of no table empty. */
  String form(Connection connection, TableName table) throws SQLException;

  /** The columns of each key and unique index over the whole table. */
  Collection<Set<String>> uniqueKeys(Connection connection, TableName table) throws SQLException;

  /** Gives an existing column a wider type and keeps its values. */
  void widen(Connection connection, TableName table, Column column, ColumnType to)
      throws SQLException;

  /**
   * Does work that changes a table: alone among all processes, and never committing what the bound
   * connection's transaction has done so far.
   */
  void change(DataSource dataSource, Connection bound, String target, Change work)
      throws SQLException;

  /**
   * Before a page touches a row of a table: of transactions that load one table at once none waits
   * for another in a circle.
   *
   * @param alone whether the page deletes rows of the table, or marks those that it does not name
   */
  void enter(Connection connection, TableName table, boolean alone) throws SQLException;

  /**
   * Stages rows on this connection, whatever was staged there before; then they are merged once.
   */
  Merge stage(Connection connection, Plan plan, List<Object[]> rows) throws SQLException;

  /** How a deletion of rows begins that calls the table t. */
  default String deleteFrom(TableName table) {
    return "delete from " + table.quoted() + " as t";
  }

  /** Brings what was staged into the table, in one statement. */
  @FunctionalInterface
  interface Merge {
    Counts run() throws SQLException;
  }

  /** Work on a connection. */
  @FunctionalInterface
  interface Change {
    void on(Connection connection) throws SQLException;
  }

  /** Rows of the table that a merge touched. */
  record Counts(long inserted, long updated, long deleted) {
    public Counts plus(Counts more) {
      return new Counts(inserted + more.inserted, updated + more.updated, deleted + more.deleted);
    }
  }
}
