package dev.caravan.state.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.Ports;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is found to keep pages out of a database before any page comes. */
class ObstaclesTest {
  @TempDir Path directory;

  @Test
  void anEmptyDatabaseIsWellAndStaysEmpty() {
    try (Database postgres = TestDatabases.emptyPostgres();
        Database maria = TestDatabases.mariaDb();
        Database sqlite = TestDatabases.emptySqlite(directory.resolve("new"))) {
      assertThat(postgres.obstacle()).isEmpty();
      assertThat(maria.obstacle()).isEmpty();
      assertThat(sqlite.obstacle()).isEmpty();
      assertThat(directory.resolve("new")).doesNotExist();
    }
  }

  @Test
  void aDatabaseThatIsInUseIsWell() {
    try (Database postgres = TestDatabases.emptyPostgres();
        Database maria = TestDatabases.mariaDb()) {
      postgres.dataSource();
      maria.dataSource();
      assertThat(postgres.obstacle()).isEmpty();
      assertThat(maria.obstacle()).isEmpty();
    }
  }

  @Test
  void aUserWhoMayNotCreateTablesIsTold() {
    String role = "r" + UUID.randomUUID().toString().replace("-", "");
    new JdbcTemplate(TestDatabases.postgresServer())
        .execute("create role " + role + " login password 'pass'");
    // It names its own user, who may do anything.
    String url = TestDatabases.postgresUrl().replaceFirst("\\?.*", "");
    try (Database database = new Database(url, role, "pass")) {
      assertThat(database.obstacle().orElseThrow())
          .contains("may not create tables in schema public", "grant create");
    }
  }

  @Test
  void tablesOfAnotherMakeAreTold() {
    String url = TestDatabases.sqliteUrl(directory);
    try (Database database = new Database(url, "", "")) {
      database.jdbc().update("update caravan_schema_history set checksum = 1 where version = '2'");
    }
    try (Database database = new Database(url, "", "")) {
      assertThat(database.obstacle().orElseThrow()).contains("tables", "checksum");
    }
  }

  @Test
  void aServerThatDoesNotAnswerIsNoObstacleButAway() throws Exception {
    String url = "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/x";
    try (Database database = new Database(url, "", "")) {
      assertThatThrownBy(database::obstacle).isInstanceOf(DatabaseUnavailableException.class);
    }
    Files.writeString(directory.resolve("caravan.db"), "none ".repeat(2000));
    try (Database database = TestDatabases.emptySqlite(directory)) {
      assertThatThrownBy(database::obstacle).hasMessageContaining("not a database");
    }
  }
}
