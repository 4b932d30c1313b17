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
 * MariaDB per JVM.
 */
public final class TestDatabases {
  private static EmbeddedPostgres server;
  private static TestMariaDb mariaDb;

  private TestDatabases() {}

  /** The JDBC URL of a SQLite file below a directory. */
  public static String sqliteUrl(Path directory) {
    return "jdbc:sqlite:" + directory.resolve("caravan.db");
  }

  /** A new, empty SQLite file below a directory. */
  public static Database sqlite(Path directory) {
    return new Database(sqliteUrl(directory), "", "");
  }

  /** The JDBC URL of a new, empty PostgreSQL database; user and password are postgres. */
  public static String postgresUrl() {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    new JdbcTemplate(server().getPostgresDatabase()).execute("create database " + name);
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
  public static Database postgres() {
    return new Database(postgresUrl(), "postgres", "postgres");
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
