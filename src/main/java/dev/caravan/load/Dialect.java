package dev.caravan.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** What differs between databases. The next database is one more of these and one test run. */
sealed interface Dialect permits H2Dialect, PostgresDialect {
  static Dialect of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "PostgreSQL" -> new PostgresDialect();
      case "H2" -> new H2Dialect();
      default ->
          throw new LoadException(
              "Caravan loads into PostgreSQL 13+ and H2; this database is " + product);
    };
  }

  /** A name in the letter case the database gives to names without quotes. */
  String fold(String name);

  String type(ColumnType type);

  /** The length of a text as the database counts it against varchar(n). */
  int length(String text);

  /** The columns of a table in their order; none when there is no such table. */
  List<NativeColumn> columns(Connection connection, TableName table) throws SQLException;

  /** The statement that gives an existing column a wider type and keeps its values. */
  String widen(TableName table, Column column, ColumnType to);

  /**
   * Does work that changes a table: alone among all processes, and never committing what the bound
   * connection's transaction has done so far.
   */
  void change(DataSource dataSource, Connection bound, String target, Change work)
      throws SQLException;

  /**
   * Stages rows on this connection, whatever was staged there before; then they are merged once. Of
   * transactions that load one table at once none waits for another in a circle.
   */
  Merge stage(Connection connection, Plan plan, List<Object[]> rows) throws SQLException;

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
    Counts plus(Counts more) {
      return new Counts(inserted + more.inserted, updated + more.updated, deleted + more.deleted);
    }
  }
}
