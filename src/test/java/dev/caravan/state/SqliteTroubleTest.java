package dev.caravan.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;

/** What SQLite does by itself, and what is done to its file, keeps half of no page. */
class SqliteTroubleTest {
  @TempDir Path directory;

  @Test
  void movesNoCheckpointWhenSqliteRolledBackThePageByItself() {
    try (Database database = TestDatabases.sqlite(directory)) {
      Checkpoints checkpoints = new Checkpoints(database);
      Checkpoint now = checkpoints.open("mine");
      JdbcTemplate sql = database.jdbc();
      sql.execute("create table rows (n integer unique on conflict rollback)");
      sql.update("insert into rows values (1)");

      assertThatThrownBy(
              () ->
                  database
                      .transaction()
                      .executeWithoutResult(
                          page -> {
                            sql.update("insert into rows values (2)");
                            assertThatThrownBy(() -> sql.update("insert into rows values (1)"))
                                .isInstanceOf(DataIntegrityViolationException.class);
                            checkpoints.move(now, now.parkedUntil(Instant.EPOCH));
                          }))
          .isInstanceOf(DataAccessResourceFailureException.class)
          .hasMessageContaining("made SQLite roll back");
      assertThat(checkpoints.all()).containsExactly(now);
      database
          .transaction()
          .executeWithoutResult(page -> checkpoints.move(now, now.parkedUntil(Instant.EPOCH)));
      assertThat(checkpoints.all().get(0).version()).isOne();
    }
  }

  @Test
  void saysThatTheDiskIsFullAndGoesOnWhenItIsNotAnyMore() {
    try (Database database = TestDatabases.sqlite(directory)) {
      JdbcTemplate sql = database.jdbc();
      sql.execute("create table big (n)");
      long pages = sql.queryForObject("pragma page_count", Long.class);
      sql.queryForObject("pragma max_page_count = " + (pages + 10), Long.class);
      Runnable page =
          () ->
              database
                  .transaction()
                  .executeWithoutResult(
                      status -> sql.update("insert into big values (zeroblob(100000))"));

      assertThatThrownBy(page::run)
          .isInstanceOf(DataAccessResourceFailureException.class)
          .hasMessageContaining("full");
      sql.queryForObject("pragma max_page_count = 100000", Long.class);
      page.run();
      assertThat(sql.queryForObject("select count(*) from big", Long.class)).isOne();
    }
  }

  @Test
  void isNotWrittenAnyLongerWhenItWasTakenAway() throws Exception {
    Path file = directory.resolve("caravan.db");
    try (Database database = TestDatabases.sqlite(directory)) {
      Checkpoints checkpoints = new Checkpoints(database);
      Checkpoint now = checkpoints.open("mine");
      Runnable page =
          () ->
              database
                  .transaction()
                  .executeWithoutResult(
                      status -> checkpoints.move(now, now.parkedUntil(Instant.EPOCH)));
      Path away = Files.move(file, directory.resolve("away.db"));
      assertThatThrownBy(page::run).hasStackTraceContaining("was deleted or replaced");
      Files.createFile(file);
      assertThatThrownBy(page::run).hasStackTraceContaining("was deleted or replaced");
      Files.move(away, file, StandardCopyOption.REPLACE_EXISTING);
      page.run();
      assertThat(checkpoints.open("mine").version()).isOne();
    }
  }
}
