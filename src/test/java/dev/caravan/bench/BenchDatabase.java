package dev.caravan.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Where each tool loads into, apart from the others. */
interface BenchDatabase extends AutoCloseable {
  /** Databases that Caravan and {@link HandLoop} both know. */
  enum Kind {
    SQLITE,
    POSTGRES
  }

  static BenchDatabase open(Kind kind, Path folder) throws IOException {
    return kind == Kind.SQLITE ? sqlite(folder) : postgres();
  }

  /** The JDBC URL of a tool's own, without a user. */
  String url(String tool);

  /** Takes all away that a tool has loaded. */
  void empty(String tool) throws IOException;

  /** What a URL lacks for who gives user and password within it. */
  default String user() {
    return "";
  }

  default long rows(String tool, String table) {
    return new JdbcTemplate(new DriverManagerDataSource(url(tool) + user()))
        .queryForObject("select count(*) from " + table, Long.class);
  }

  @Override
  default void close() throws IOException {
    // Files stay to be looked at until the next one begins.
  }

  private static BenchDatabase sqlite(Path folder) {
    return new BenchDatabase() {
      @Override
      public String url(String tool) {
        return "jdbc:sqlite:" + folder.resolve(tool + ".db");
      }

      @Override
      public void empty(String tool) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file :
              files.filter(f -> f.getFileName().toString().startsWith(tool + ".db")).toList()) {
            Files.delete(file);
          }
        }
      }
    };
  }

  /** Where a commit waits for the disk, as is the server's own default. */
  private static BenchDatabase postgres() throws IOException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder().setServerConfig("synchronous_commit", "on").start();
    JdbcTemplate sql = new JdbcTemplate(server.getPostgresDatabase());
    return new BenchDatabase() {
      @Override
      public String url(String tool) {
        return "jdbc:postgresql://localhost:"
            + server.getPort()
            + "/postgres?currentSchema="
            + tool;
      }

      @Override
      public String user() {
        return "&user=postgres";
      }

      @Override
      public void empty(String tool) {
        sql.execute("drop schema if exists " + tool + " cascade");
        sql.execute("create schema " + tool);
      }

      @Override
      public void close() throws IOException {
        server.close();
      }
    };
  }
}
