package dev.caravan.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.HandClock;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Old entries go when a setting says so, and only they. */
class RetentionTest {
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  @TempDir Path directory;

  @Test
  void onTheEmbeddedDatabase() {
    try (Database database = TestDatabases.sqlite(directory)) {
      oldEntriesGoAndTheLatestRunOfAStreamStays(database);
    }
  }

  @Test
  void onPostgres() {
    try (Database database = TestDatabases.postgres()) {
      oldEntriesGoAndTheLatestRunOfAStreamStays(database);
    }
  }

  private static void oldEntriesGoAndTheLatestRunOfAStreamStays(Database database) {
    JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    for (int day = 1; day <= 2500; day++) {
      run(database, jdbc, "often-" + day, "often", NOW.minusSeconds(86_400L * day));
    }
    run(database, jdbc, "rare-1", "rare", NOW.minusSeconds(86_400L * 400));
    run(database, jdbc, "killed", "often", NOW.minusSeconds(86_400L * 95));
    jdbc.update(
        "update caravan_run set state = 'running', alive_at = started where run_id = 'killed'");
    quarantined(database, jdbc, NOW.minusSeconds(86_400L * 100));
    quarantined(database, jdbc, NOW.minusSeconds(86_400L * 5));

    Retention keepsAll = new Retention(database, new HandClock(NOW));
    keepsAll.setRuns("");
    keepsAll.clean();
    assertThat(count(jdbc, "caravan_run")).isEqualTo(2502);

    Retention retention = new Retention(database, new HandClock(NOW));
    retention.setRuns("90d");
    retention.setQuarantine("30d");
    retention.clean();
    assertThat(count(jdbc, "caravan_run where stream = 'often'")).isEqualTo(90);
    assertThat(count(jdbc, "caravan_run where stream = 'rare'")).isEqualTo(1);
    assertThat(count(jdbc, "caravan_quarantine")).isEqualTo(1);
  }

  private static void run(
      Database database, JdbcTemplate jdbc, String id, String stream, Instant started) {
    jdbc.update(
        "insert into caravan_run (run_id, stream, state, started) values (?, ?, 'complete', ?)",
        id,
        stream,
        database.time(started));
  }

  private static void quarantined(Database database, JdbcTemplate jdbc, Instant at) {
    jdbc.update(
        "insert into caravan_quarantine (stream, run_id, target, reason, record, created_at)"
            + " values ('s', 'r', 't', 'x', '{}', ?)",
        database.time(at));
  }

  private static long count(JdbcTemplate jdbc, String from) {
    return jdbc.queryForObject("select count(*) from " + from, Long.class);
  }
}
