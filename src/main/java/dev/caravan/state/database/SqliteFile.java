package dev.caravan.state.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.sqlite.SQLiteConnection;

/**
 * How Caravan opens a SQLite file: with the settings under which a commit survives a lost process
 * and a lost power. Settings in the URL are stronger.
 *
 * @see <a href="https://www.sqlite.org/wal.html">Write-Ahead Logging</a>
 */
final class SqliteFile {
  private static final String SCHEME = "jdbc:sqlite:";
  private static final int ATTEMPTS = 100;

  private static final Map<String, String> SETTINGS =
      Map.of(
          // Readers, such as status in another process, go on while this one writes.
          "journal_mode", "WAL",
          // Synced at each commit; NORMAL would lose the latest pages with the power.
          "synchronous", "FULL",
          // A transaction that reads first and writes then would fail when another wrote meanwhile.
          "transaction_mode", "IMMEDIATE",
          // For the writers of other processes, in ms; those of this one wait in FairDataSource.
          "busy_timeout", "60000");

  /** Of what a hub opens; 2 is FULL and 3 EXTRA. */
  private static final String FIT =
      ".*journal_mode=wal, synchronous=[23], transaction_mode=(IMMEDIATE|EXCLUSIVE).*";

  private SqliteFile() {}

  static boolean isMeantBy(String url) {
    return url != null && url.startsWith(SCHEME);
  }

  /**
   * Prepares the file and the pool.
   *
   * @throws IOException when the file cannot be made, or lies where it must not
   */
  static void prepare(HikariConfig pool) throws IOException {
    Optional<Path> file = file(pool.getJdbcUrl());
    if (file.isPresent()) {
      SqlitePlace.create(file.get());
      SqlitePlace.refuseShare(file.get());
    }
    SETTINGS.forEach(
        (name, value) -> {
          if (!pool.getJdbcUrl().matches(".*[?&]" + name + "=.*")) {
            pool.addDataSourceProperty(name, value);
          }
        });
    // One connection is the turn to write. It lasts, as a database in memory goes with it.
    pool.setMaximumPoolSize(1);
    pool.setIdleTimeout(0);
    pool.setMaxLifetime(0);
    pool.setUsername(null);
    pool.setPassword(null);
  }

  /**
   * Opens the pool. Of two that find a new file at once, SQLite refuses one the switch to WAL
   * without waiting for {@code busy_timeout}, since they could wait for each other; that one tries
   * again.
   */
  static HikariDataSource open(HikariConfig pool) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      HikariDataSource candidate = null;
      try {
        candidate = new HikariDataSource(pool);
        candidate.getConnection().close();
        return candidate;
      } catch (SQLException | RuntimeException e) {
        if (candidate != null) {
          candidate.close();
        }
        if (attempt == ATTEMPTS || !SqliteErrors.isBusy(e)) {
          throw e;
        }
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(50_000_000));
      }
    }
  }

  /**
   * Connections whose transactions wait for no writer, as long as they only read. Those of the pool
   * take the turn to write when they begin, so a second process would wait for the page that this
   * one writes.
   */
  static DataSource reading(HikariConfig pool) {
    DriverManagerDataSource source = new DriverManagerDataSource(pool.getJdbcUrl());
    Properties settings = new Properties();
    settings.putAll(pool.getDataSourceProperties());
    settings.setProperty("transaction_mode", "DEFERRED");
    source.setConnectionProperties(settings);
    return source;
  }

  /** Where the notes are beside the database of a connection; in memory when that one is. */
  static String notesUrl(Connection connection) throws SQLException {
    String file = mainFile(connection);
    return SCHEME + (file.isEmpty() ? ":memory:" : file + "-notes");
  }

  /** Opens the file of notes, which can be written while a page writes into the database. */
  static HikariDataSource openNotes(String url) throws IOException, SQLException {
    HikariConfig pool = new HikariConfig();
    pool.setPoolName("caravan-notes");
    pool.setJdbcUrl(url);
    prepare(pool);
    return open(pool);
  }

  /** The file of a URL; empty for a database in memory. */
  static Optional<Path> file(String url) {
    String name = url.substring(SCHEME.length()).replaceFirst("\\?.*", "");
    String path = name.startsWith("file:") ? name.substring("file:".length()) : name;
    return path.isEmpty() || path.startsWith(":")
        ? Optional.empty()
        : Optional.of(Path.of(path).toAbsolutePath());
  }

  /**
   * Looks at a file that a hub opens.
   *
   * @throws IOException when its settings or its place would lose or break something
   */
  static void inspect(Connection connection) throws IOException, SQLException {
    Map<String, String> settings = new TreeMap<>();
    settings.put("journal_mode", text(connection, "pragma journal_mode").toLowerCase(Locale.ROOT));
    settings.put("synchronous", text(connection, "pragma synchronous"));
    // The current mode is none on a connection whose last transaction has ended.
    settings.put(
        "transaction_mode",
        connection
            .unwrap(SQLiteConnection.class)
            .getConnectionConfig()
            .getTransactionMode()
            .name());
    if (!settings.toString().matches(FIT)) {
      throw new IOException(
          "it opens its SQLite file with %s; Caravan needs journal_mode=WAL, synchronous=FULL and transaction_mode=IMMEDIATE, as in jdbc:sqlite:./data/hub.db?journal_mode=WAL&synchronous=FULL&transaction_mode=IMMEDIATE"
              .formatted(settings));
    }
    String file = mainFile(connection);
    if (!file.isEmpty()) {
      SqlitePlace.refuseShare(Path.of(file));
    }
  }

  /** The file of a connection; empty for a database in memory. */
  private static String mainFile(Connection connection) throws SQLException {
    return text(
        connection, "select coalesce(file, '') from pragma_database_list where name = 'main'");
  }

  private static String text(Connection connection, String question) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery(question)) {
      return answer.next() ? String.valueOf(answer.getString(1)) : "";
    }
  }
}
