package dev.caravan.testing;

import dev.caravan.state.database.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.ColumnMapRowMapper;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Real databases for tests: a fresh SQLite file, and a fresh database in one real PostgreSQL or
 * MariaDB per JVM. Those that are not called empty are copies of one that was migrated before.
 */
public final class TestDatabases {
  private static EmbeddedPostgres server;
  private static TestMariaDb mariaDb;

  private TestDatabases() {}

  /** The JDBC URL of a SQLite file below a directory, which need not be there. */
  public static String sqliteUrl(Path directory) {
    return "jdbc:sqlite:" + directory.resolve("caravan.db");
  }

  /**
   * The JDBC URL of a SQLite file below a directory; where it is new, Caravan's tables are in it.
   */
  public static String migratedSqliteUrl(Path directory) {
    return "jdbc:sqlite:" + Templates.sqlite(directory.resolve("caravan.db"));
  }

  /** A SQLite file below a directory, which need not be there. */
  public static Database emptySqlite(Path directory) {
    return new Database(sqliteUrl(directory), "", "");
  }

  /** A SQLite file below a directory; where it is new, Caravan's tables are in it. */
  public static Database sqlite(Path directory) {
    return new Database(migratedSqliteUrl(directory), "", "");
  }

  /** The JDBC URL of a new, empty PostgreSQL database; user and password are postgres. */
  public static String postgresUrl() {
    return postgresUrl("template1");
  }

  /** The JDBC URL of a new PostgreSQL database that has Caravan's tables. */
  public static String migratedPostgresUrl() {
    return postgresUrl(Templates.postgres());
  }

  private static String postgresUrl(String template) {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    new JdbcTemplate(postgresServer())
        .execute("create database %s template %s".formatted(name, template));
    return postgresUrlOf(name);
  }

  static String postgresUrlOf(String name) {
    return server().getJdbcUrl("postgres", name);
  }

  /** A time as a database gives it. */
  public static Instant instant(Object value) {
    return value instanceof Timestamp time ? time.toInstant() : Instant.parse((String) value);
  }

  /** Statements whose whole numbers are Long, though the driver of SQLite takes the least type. */
  public static JdbcTemplate jdbc(DataSource source) {
    return new JdbcTemplate(source) {
      @Override
      protected RowMapper<Map<String, Object>> getColumnMapRowMapper() {
        return new ColumnMapRowMapper() {
          @Override
          protected Object getColumnValue(ResultSet row, int index) throws SQLException {
            Object value = super.getColumnValue(row, index);
            return value instanceof Integer whole ? (Object) whole.longValue() : value;
          }
        };
      }
    };
  }

  /** A new, empty PostgreSQL database. */
  public static Database emptyPostgres() {
    return new Database(postgresUrl(), "postgres", "postgres");
  }

  /** A new PostgreSQL database that has Caravan's tables. */
  public static Database postgres() {
    return new Database(migratedPostgresUrl(), "postgres", "postgres");
  }

  /** The JDBC URL of a new, empty MariaDB database; the user is root, without a password. */
  public static String mariaDbUrl() {
    return mariaDbServer().newDatabase();
  }

  /** A new, empty MariaDB database. */
  public static Database mariaDb() {
    return new Database(mariaDbUrl(), "root", "");
  }

  private static synchronized TestMariaDb mariaDbServer() {
    if (mariaDb == null) {
      mariaDb = TestMariaDb.start();
    }
    return mariaDb;
  }

  /** Direct access to the server's maintenance database. */
  public static DataSource postgresServer() {
    return server().getPostgresDatabase();
  }

  private static synchronized EmbeddedPostgres server() {
    if (server == null) {
      try {
        // No test cuts the power of the server; without fsync it also stops in time.
        server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(TestDatabases::stop));
    }
    return server;
  }

  private static void stop() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
