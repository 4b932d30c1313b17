package dev.caravan.state.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A PostgreSQL that was migrated while one folder held the scripts of all databases goes on. Who
 * edits a script that was applied somewhere sees it here: Flyway refuses such a database.
 */
@Timeout(60)
class MigrationsTest {
  private static final Map<String, Integer> CHECKSUMS =
      Map.of(
          "1", 904_093_180,
          "2", -1_448_777_240,
          "3", -1_419_314_024,
          "4", 705_919_655,
          "5", -875_942_951,
          "6", 1_454_395_926);
  private static final List<String> SCRIPTS =
      List.of(
          "db-postgresql/V1__caravan_tables.sql",
          "db/V2__parents.sql",
          "db/V3__seen_events.sql",
          "db-postgresql/V4__checkpoint_changes.sql",
          "db/V5__rows_sent.sql",
          "db/V6__sent_keys.sql");

  @TempDir Path before;

  @Test
  void aDatabaseOfTheTimeBeforeSqliteGoesOn() throws Exception {
    String url = TestDatabases.postgresUrl();
    for (String script : SCRIPTS) {
      copy(script);
    }
    Flyway then =
        Flyway.configure()
            .dataSource(url, "postgres", "postgres")
            .locations("filesystem:" + before)
            .table("caravan_schema_history")
            .baselineOnMigrate(true)
            .baselineVersion("0")
            .load();
    then.migrate();
    for (MigrationInfo applied : then.info().applied()) {
      assertThat(applied.getChecksum())
          .as("checksum of version %s", applied.getVersion())
          .isEqualTo(CHECKSUMS.get(applied.getVersion().toString()));
    }
    new JdbcTemplate(then.getConfiguration().getDataSource())
        .update(
            "insert into caravan_checkpoint (stream, version, state, updated_at) values ('items',"
                + " 42, '{\"stream\":\"items\",\"version\":42,\"last_cursor\":\"abc\"}', now())");

    try (Database now = new Database(url, "postgres", "postgres")) {
      Checkpoint kept = new Checkpoints(now).open("items");
      assertThat(kept.version()).isEqualTo(42);
      assertThat(kept.lastCursor()).contains("abc");
      assertThat(now.jdbc().queryForList("select * from caravan_scan_target")).isEmpty();
    }
  }

  /** What the next start sees, by one statement, is what Flyway entered. */
  @Test
  void aMigratedDatabaseIsKnownByItsHistory() throws SQLException {
    try (Database sqlite = TestDatabases.emptySqlite(before);
        Database postgres = TestDatabases.emptyPostgres();
        Database mariaDb = TestDatabases.mariaDb()) {
      for (Database database : List.of(sqlite, postgres, mariaDb)) {
        String history = "caravan_schema_history";
        AppliedScripts scripts = AppliedScripts.of(database.kind(), history).orElseThrow();
        DataSource source = database.dataSource();
        JdbcTemplate sql = new JdbcTemplate(source);
        assertThat(scripts.areAll(source)).as("%s", database.kind()).isTrue();
        sql.update("update caravan_schema_history set checksum = 1 where version = '11'");
        assertThat(scripts.areAll(source)).as("a script is another one").isFalse();
        sql.update("delete from caravan_schema_history where version = '11'");
        assertThat(scripts.areAll(source)).as("a script was not applied").isFalse();
        sql.execute("drop table caravan_schema_history");
        assertThat(scripts.areAll(source)).as("there is no history").isFalse();
      }
    }
  }

  @Test
  void aScriptThatFailedAndOneOfALaterVersionAreSeen() throws SQLException {
    try (Database database = TestDatabases.emptySqlite(before)) {
      DataSource source = database.dataSource();
      AppliedScripts scripts =
          AppliedScripts.of(database.kind(), "caravan_schema_history").orElseThrow();
      JdbcTemplate sql = new JdbcTemplate(source);
      sql.update("update caravan_schema_history set success = 0 where version = '11'");
      assertThat(scripts.areAll(source)).isFalse();
      sql.update("update caravan_schema_history set success = 1 where version = '11'");
      assertThat(scripts.areAll(source)).isTrue();
      sql.update(
          """
          insert into caravan_schema_history select 1000, '1000', description, type, script, checksum,
            installed_by, installed_on, execution_time, success
          from caravan_schema_history where version = '11'
          """);
      assertThat(scripts.areAll(source)).isFalse();
    }
  }

  /** MariaDB has scripts of its own. */
  @Test
  void theTablesOfEachDatabaseHaveTheSameColumns() {
    String columns =
        "select concat(table_name, ' ', column_name) from information_schema.columns where"
            + " table_name like 'caravan%%' and table_name not in ('caravan_lock',"
            + " 'caravan_schema_history') and table_schema = %s";
    try (Database postgres = TestDatabases.emptyPostgres();
        Database mariaDb = TestDatabases.mariaDb()) {
      assertThat(mariaDb.jdbc().queryForList(columns.formatted("database()"), String.class))
          .hasSizeGreaterThan(50)
          .containsExactlyInAnyOrderElementsOf(
              postgres.jdbc().queryForList(columns.formatted("current_schema()"), String.class));
    }
  }

  @Test
  void aMariaDbWhoseScriptsWereCutOffGoesOn() {
    String url = TestDatabases.mariaDbUrl();
    try (Database whole = new Database(url, "root", "")) {
      whole.jdbc().execute("drop table caravan_lock, caravan_run");
      whole.jdbc().update("update caravan_schema_history set success = 0 where version = '10'");
      whole.jdbc().update("delete from caravan_schema_history where version <> '10'");
    }
    try (Database again = new Database(url, "root", "")) {
      assertThat(again.jdbc().queryForList("select repeated from caravan_run")).isEmpty();
      assertThat(again.jdbc().queryForList("select name from caravan_lock")).isEmpty();
    }
  }

  private void copy(String script) throws IOException {
    try (InputStream in = getClass().getResourceAsStream("/caravan/" + script)) {
      Files.copy(in, before.resolve(script.replaceFirst(".*/", "")));
    }
  }
}
