package dev.caravan.state.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.support.DefaultExchange;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The file of the default database, and the turns to write into it. */
@Timeout(60)
class SqliteFileTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @TempDir Path directory;

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void isMadeForItsOwnerOnlyAndSoAreTheFilesBesideIt() throws Exception {
    Path file = directory.resolve("data/new/caravan.db");
    try (Database database = new Database("jdbc:sqlite:" + file, "", "")) {
      database.atOnce(notes -> notes.execute("create table note (n)"));
      for (String name :
          List.of(
              "caravan.db",
              "caravan.db-wal",
              "caravan.db-shm",
              "caravan.db-notes",
              "caravan.db-notes-wal",
              "caravan.db-notes-shm")) {
        assertThat(rights(file.resolveSibling(name))).as(name).isEqualTo("rw-------");
      }
      assertThat(rights(file.getParent())).isEqualTo("rwx------");
    }
  }

  @Test
  void hasAJournalForItsOwnerOnlyWhereAUrlAsksForOne() throws Exception {
    Path file = directory.resolve("caravan.db");
    try (Database database = new Database("jdbc:sqlite:" + file + "?journal_mode=DELETE", "", "")) {
      database
          .transaction()
          .executeWithoutResult(
              page -> {
                database.jdbc().update("create table rows (n)");
                assertThat(rights(file.resolveSibling("caravan.db-journal")))
                    .isEqualTo("rw-------");
              });
    }
  }

  @Test
  void survivesWithItsSettingsAndAUrlIsStronger() {
    try (Database database = TestDatabases.emptySqlite(directory)) {
      assertThat(setting(database, "journal_mode")).isEqualTo("wal");
      assertThat(setting(database, "synchronous")).isEqualTo("2");
      assertThat(setting(database, "busy_timeout")).isEqualTo("60000");
    }
    String url = TestDatabases.sqliteUrl(directory) + "?busy_timeout=77&synchronous=NORMAL";
    try (Database database = new Database(url, "", "")) {
      assertThat(setting(database, "busy_timeout")).isEqualTo("77");
      assertThat(setting(database, "synchronous")).isEqualTo("1");
      assertThat(database.name()).isEqualTo(TestDatabases.sqliteUrl(directory));
    }
  }

  @ParameterizedTest
  @CsvSource({"nfs4,true", "cifs,true", "smbfs,true", "ext2/ext3,false", "xfs,false", "apfs,false"})
  void isRefusedOnANetworkShare(String fileSystem, boolean refused) {
    assertThat(SqlitePlace.isShare(fileSystem)).isEqualTo(refused);
  }

  @ParameterizedTest
  @CsvSource({
    "jdbc:sqlite:data/x.db?busy_timeout=1, data/x.db",
    "jdbc:sqlite:file:data/x.db?mode=rwc, data/x.db"
  })
  void isFoundInItsUrl(String url, Path file) {
    assertThat(SqliteFile.file(url)).contains(file.toAbsolutePath());
  }

  @Test
  void mayBeInMemory() {
    try (Database database = new Database("jdbc:sqlite::memory:", "", "")) {
      assertThat(new Checkpoints(database).open("items").version()).isZero();
      assertThat(new Checkpoints(database).all()).hasSize(1);
    }
  }

  @Test
  void thatIsNoneSaysSo() throws Exception {
    Files.writeString(
        directory.resolve("caravan.db"), "no database at all, but a text. ".repeat(99));
    try (Database database = TestDatabases.emptySqlite(directory)) {
      assertThatThrownBy(database::dataSource)
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageContaining("not a database")
          .hasMessageContaining("caravan.datasource.url");
    }
  }

  @Test
  void isRepairedByTheNextStartWhenTheFirstWasCutOff() {
    Flyway.configure()
        .dataSource(new DriverManagerDataSource(TestDatabases.sqliteUrl(directory)))
        .locations("classpath:caravan/db", "classpath:caravan/db-sqlite")
        .table("caravan_schema_history")
        .target("2")
        .load()
        .migrate();
    try (Database database = TestDatabases.emptySqlite(directory)) {
      assertThat(new Checkpoints(database).open("items").version()).isZero();
      assertThat(database.jdbc().queryForList("select * from caravan_sent_key")).isEmpty();
    }
  }

  @RepeatedTest(20)
  void isOpenedByTwoAtOnceThatBothFindItNew() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    List<Future<Checkpoint>> opened = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      opened.add(
          threads.submit(
              () -> {
                try (Database database = TestDatabases.emptySqlite(directory)) {
                  both.countDown();
                  both.await();
                  return new Checkpoints(database).open("items");
                }
              }));
    }
    for (Future<Checkpoint> each : opened) {
      assertThat(each.get().version()).isZero();
    }
  }

  @Test
  void isWrittenByOthersWhileAPageIsBeforeItsFirstStatement() throws Exception {
    try (Database database = TestDatabases.emptySqlite(directory)) {
      Exchange exchange = new DefaultExchange(new DefaultCamelContext());
      exchange.getExchangeExtension().setUnitOfWork(new DefaultUnitOfWork(exchange));
      Processor page =
          slow -> {
            new Checkpoints(database).claim(Checkpoint.initial("mine"));
            Future<Checkpoint> other =
                threads.submit(() -> new Checkpoints(database).open("other"));
            assertThat(other).succeedsWithin(10, TimeUnit.SECONDS);
            database.jdbc().update("update caravan_checkpoint set version = 7");
          };
      new InTransaction(page, database, reached -> true).process(exchange);
      assertThat(exchange.getException()).isNull();
      assertThat(
              database.jdbc().queryForObject("select version from caravan_checkpoint", Long.class))
          .isEqualTo(7);
    }
  }

  @Test
  void isReadByOthersWhileAPageIsWritten() throws Exception {
    try (Database database = TestDatabases.emptySqlite(directory);
        Connection other = DriverManager.getConnection(TestDatabases.sqliteUrl(directory))) {
      new Checkpoints(database).open("kept");
      database
          .transaction()
          .executeWithoutResult(
              page -> {
                database.jdbc().update("delete from caravan_checkpoint");
                assertThat(streams(other)).isEqualTo(1);
              });
      assertThat(streams(other)).isZero();
    }
  }

  @Test
  void isOpenedByAnotherProcessForStatusWhileAPageIsWritten() throws Exception {
    try (Database database = TestDatabases.emptySqlite(directory)) {
      new Checkpoints(database).open("kept");
      database
          .transaction()
          .executeWithoutResult(
              page -> {
                database.jdbc().update("delete from caravan_checkpoint");
                Future<List<Checkpoint>> status =
                    threads.submit(
                        () -> {
                          try (Database other = TestDatabases.emptySqlite(directory)) {
                            return new Checkpoints(other).all();
                          }
                        });
                assertThat(status)
                    .succeedsWithin(20, TimeUnit.SECONDS)
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .hasSize(1);
              });
    }
  }

  @Test
  void givesEachOfManyWritersItsTurn() throws Exception {
    int writers = 100;
    try (Database database = TestDatabases.emptySqlite(directory)) {
      Checkpoints checkpoints = new Checkpoints(database);
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        String stream = "s" + i;
        all.add(
            threads.submit(
                () -> {
                  Checkpoint now = checkpoints.open(stream);
                  for (int page = 0; page < 3; page++) {
                    Checkpoint from = now;
                    Checkpoint to = from.parkedUntil(Instant.EPOCH);
                    database.transaction().executeWithoutResult(tx -> checkpoints.move(from, to));
                    now = to;
                  }
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
      assertThat(checkpoints.all()).hasSize(writers).allMatch(each -> each.version() == 3);
    }
  }

  private static long streams(Connection connection) {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from caravan_checkpoint")) {
      return row.getLong(1);
    } catch (java.sql.SQLException e) {
      throw new AssertionError(e);
    }
  }

  private static String setting(Database database, String name) {
    return database.jdbc().queryForObject("pragma " + name, String.class);
  }

  private static String rights(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
