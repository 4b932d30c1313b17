package dev.caravan.testing;

import dev.caravan.state.database.Database;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Databases with Caravan's tables, of which others are copies: made once per JVM, since migrating
 * takes longer than most tests.
 */
final class Templates {
  private static final String POSTGRES = "caravan_template";

  private static byte[] sqlite;
  private static boolean postgres;

  private Templates() {}

  /** A file, which is made as a copy where it is not there. */
  static synchronized Path sqlite(Path file) {
    try {
      if (sqlite == null) {
        sqlite = migrated();
      }
      Files.createDirectories(file.getParent());
      return Files.write(file, sqlite, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] migrated() throws IOException {
    Path directory = Files.createTempDirectory("caravan-template");
    Path file = directory.resolve("caravan.db");
    try {
      migrate(new Database("jdbc:sqlite:" + file, "", ""));
      return Files.readAllBytes(file);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(directory);
    }
  }

  /** The name of a database to which nothing is connected. */
  static synchronized String postgres() {
    if (!postgres) {
      new JdbcTemplate(TestDatabases.postgresServer()).execute("create database " + POSTGRES);
      migrate(new Database(TestDatabases.postgresUrlOf(POSTGRES), "postgres", "postgres"));
      postgres = true;
    }
    return POSTGRES;
  }

  private static void migrate(Database database) {
    database.dataSource();
    database.close();
  }
}
