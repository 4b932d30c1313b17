package dev.caravan.state.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What would keep pages out of a database, found without writing anything. */
final class Obstacles {
  private static final String ONLY_READS =
      "it is read-only; name the server that takes writes in caravan.datasource.url";

  private Obstacles() {}

  /** Of a database behind connections. */
  static Optional<String> of(DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      DatabaseKind kind = DatabaseKind.of(connection);
      Optional<String> rights =
          switch (kind) {
            case POSTGRESQL -> ofPostgres(connection);
            case MARIADB -> ofMariaDb(connection);
            case SQLITE -> ofFile(connection);
          };
      return rights.or(() -> Migrations.obstacle(source, kind));
    }
  }

  /** That it is one shows when it is read. */
  private static Optional<String> ofFile(Connection connection) throws SQLException {
    ask(connection, "select count(*) from sqlite_schema");
    return Optional.empty();
  }

  private static Optional<String> ofPostgres(Connection connection) throws SQLException {
    if (ask(connection, "show transaction_read_only").equals("on")) {
      return Optional.of(ONLY_READS);
    }
    String schema = ask(connection, "select coalesce(current_schema(), '')");
    if (schema.isEmpty()) {
      return Optional.of(
          "none of the schemas in search_path is there; create one, or name another by"
              + " currentSchema in caravan.datasource.url");
    }
    // Who made the tables may have been another.
    String able =
        "select has_schema_privilege(current_schema(), 'CREATE')"
            + " or to_regclass('caravan_schema_history') is not null";
    boolean creates = ask(connection, able).equals("t");
    return creates
        ? Optional.empty()
        : Optional.of(
            "its user may not create tables in schema %s; grant create on schema %s to it"
                .formatted(schema, schema));
  }

  private static Optional<String> ofMariaDb(Connection connection) throws SQLException {
    return ask(connection, "select @@global.read_only").matches("0|OFF|NO_LOCK")
        ? Optional.empty()
        : Optional.of(ONLY_READS);
  }

  private static String ask(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      return answer.next() ? String.valueOf(answer.getString(1)) : "";
    }
  }

  /** Of the place of a SQLite file, which may not be there yet. */
  static Optional<String> of(Path file) {
    Path known = file;
    while (!Files.exists(known)) {
      known = known.getParent();
    }
    Path folder = known.equals(file) ? file.getParent() : known;
    if (known.equals(file) && !(Files.isRegularFile(file) && Files.isWritable(file))) {
      return Optional.of(file + " is no file that this user may write");
    }
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      return Optional.of(folder + " is no directory that this user may write into");
    }
    try {
      SqlitePlace.refuseShare(known);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Connections to a SQLite file that make no file beside it. Without a -wal file nobody writes,
   * and SQLite may take it as it lies there; otherwise it needs the lists of the process that does.
   */
  static DataSource reading(Path file) {
    boolean written = Files.exists(Path.of(file + "-wal"));
    return new DriverManagerDataSource(
        "jdbc:sqlite:file:"
            + file.toUri().getRawPath()
            + "?mode=ro"
            + (written ? "" : "&immutable=1"));
  }
}
