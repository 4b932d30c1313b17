package dev.caravan.testing;

import dev.caravan.state.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.tools.Server;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Real databases for tests: a fresh H2 file, and a fresh database in one real PostgreSQL per JVM.
 */
public final class TestDatabases {
  private static EmbeddedPostgres server;

  private TestDatabases() {}

  /** The JDBC URL of an H2 file below a directory. */
  public static String h2Url(Path directory) {
    return "jdbc:h2:file:" + directory.resolve("caravan") + ";WRITE_DELAY=0";
  }

  /** An H2 server over a directory, as processes need that share a database; 0 for any port. */
  public static Server h2Server(Path directory, int port) {
    try {
      return Server.createTcpServer(
              "-tcpPort", String.valueOf(port), "-ifNotExists", "-baseDir", directory.toString())
          .start();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The JDBC URL of the database of an H2 server. */
  public static String h2Url(Server server) {
    return "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/./caravan";
  }

  /** The JDBC URL of a new, empty PostgreSQL database; user and password are postgres. */
  public static String postgresUrl() {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    new JdbcTemplate(server().getPostgresDatabase()).execute("create database " + name);
    return server().getJdbcUrl("postgres", name);
  }

  /** A new, empty H2 file database below a directory. */
  public static Database h2(Path directory) {
    return new Database(h2Url(directory), "sa", "");
  }

  /** A new, empty PostgreSQL database. */
  public static Database postgres() {
    return new Database(postgresUrl(), "postgres", "postgres");
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
