package dev.caravan.run.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Api;
import dev.caravan.pull.PullRun;
import dev.caravan.pull.Stream;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

class RunHistoryTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");
  private static final LoadResult LOADED =
      new LoadResult(17, 5, 4, 3, 2, 1, 2, Map.of("missing_key", 1L, "no_object", 1L), 0);

  @Nested
  class OnSqlite extends OnDatabase {
    @TempDir static Path directory;

    @Override
    Database open() {
      return TestDatabases.sqlite(directory);
    }
  }

  @Nested
  class OnPostgres extends OnDatabase {
    @Override
    Database open() {
      return TestDatabases.postgres();
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class OnDatabase {
    private Database database;
    private RunHistory history;

    abstract Database open();

    @BeforeAll
    void openDatabase() {
      database = open();
      history = new RunHistory(database);
    }

    @AfterAll
    void closeDatabase() {
      database.close();
    }

    @Test
    void aRunBeginsAsRunningWithNothing() {
      history.open(run("begun", "r1"));
      assertThat(row("r1"))
          .containsEntry("stream", "begun")
          .containsEntry("state", "running")
          .containsEntry("pages", 0L)
          .containsEntry("ended", null)
          .containsEntry("error", null);
      assertThat(instant("started", "r1")).isEqualTo(NOW);
    }

    @Test
    void aRunThatIsUnderWayGivesSignsOfLifeUntilItsEnd() {
      PullRun run = run("alive", "r0");
      history.open(run);
      assertThat(instant("alive_at", "r0")).isEqualTo(NOW);
      history.alive(NOW.plusSeconds(30));
      assertThat(instant("alive_at", "r0")).isEqualTo(NOW.plusSeconds(30));

      history.close(run, RunOutcome.ended("alive", RunState.COMPLETE), NOW.plusSeconds(40));
      history.alive(NOW.plusSeconds(60));
      assertThat(instant("alive_at", "r0")).isEqualTo(NOW.plusSeconds(30));
    }

    @Test
    void theLedgerOfAllPagesAddsUp() {
      PullRun run = run("ledger", "r2");
      history.open(run);
      history.add(run, PageEntry.of(17, LOADED));
      history.add(run, PageEntry.of(21, LOADED));
      history.add(run, PageEntry.of(15, LOADED));
      history.add(run, PageEntry.of(0, LoadResult.NOTHING));
      history.close(run, RunOutcome.ended("ledger", RunState.COMPLETE), NOW.plusSeconds(9));
      assertThat(row("r2"))
          .containsEntry("state", "complete")
          .containsEntry("pages", 4L)
          .containsEntry("fetched", 53L)
          .containsEntry("inserted", 15L)
          .containsEntry("updated", 12L)
          .containsEntry("unchanged", 9L)
          .containsEntry("repeated", 6L)
          .containsEntry("deleted", 3L)
          .containsEntry("sent", 6L)
          .containsEntry("quarantined", 6L)
          .containsEntry("dropped", 4L)
          .containsEntry("added", 2L);
      assertThat(instant("ended", "r2")).isEqualTo(NOW.plusSeconds(9));
      assertThat(
              jdbc()
                  .queryForObject(
                      "select fetched + added - inserted - updated - unchanged - deleted"
                          + " - sent - quarantined - dropped from caravan_run where run_id = 'r2'",
                      Long.class))
          .isZero();
    }

    @Test
    void aPageThatRollsBackIsNotInTheLedger() {
      PullRun run = run("rolled-back", "r3");
      history.open(run);
      database
          .transaction()
          .executeWithoutResult(
              status -> {
                history.add(run, PageEntry.of(15, LOADED));
                status.setRollbackOnly();
              });
      assertThat(row("r3")).containsEntry("pages", 0L).containsEntry("fetched", 0L);
    }

    @Test
    void aRunWhoseProcessDiedIsInterruptedOnceTheNextBegins() {
      history.open(run("dead", "r4"));
      history.open(run("other-stream", "r5"));
      PullRun ended = run("dead-not", "r6");
      history.open(ended);
      history.close(ended, RunOutcome.failed("dead-not", "broken"), NOW);

      history.open(run("dead", "r7"));
      history.open(run("dead-not", "r8"));
      assertThat(row("r4")).containsEntry("state", "interrupted");
      assertThat(row("r5")).containsEntry("state", "running");
      assertThat(row("r6")).containsEntry("state", "failed").containsEntry("error", "broken");
      assertThat(row("r7")).containsEntry("state", "running");
    }

    @Test
    void aRunTakenForDeadStillSaysItsEnd() {
      PullRun alive = run("alive", "r9");
      history.open(alive);
      history.open(run("alive", "r10"));
      history.close(alive, RunOutcome.ended("alive", RunState.COMPLETE), NOW);
      assertThat(row("r9")).containsEntry("state", "complete");
    }

    @Test
    void whenTheNextRunIsDueStaysKnownThoughARunThatFoundNothingIsForgotten() {
      PullRun first = run("idle", "r13");
      history.open(first);
      RunOutcome complete = RunOutcome.ended("idle", RunState.COMPLETE);
      history.close(first, complete, NOW, Optional.of(NOW.plusSeconds(10)));
      assertThat(instant("next_attempt", "r13")).isEqualTo(NOW.plusSeconds(10));

      PullRun second = run("idle", "r14");
      history.open(second);
      history.close(second, complete, NOW, Optional.of(NOW.plusSeconds(20)));
      history.forgetIdle(second, Optional.of(NOW.plusSeconds(20)));
      assertThat(instant("next_attempt", "r13")).isEqualTo(NOW.plusSeconds(20));
    }

    @Test
    void anErrorIsKeptUpToFourThousandCharacters() {
      PullRun run = run("long-error", "r11");
      history.open(run);
      history.close(run, RunOutcome.failed("long-error", "x".repeat(5_000)), NOW);
      assertThat(row("r11").get("error")).asString().isEqualTo("x".repeat(4_000));
    }

    @Test
    void anErrorMayHoldWhatADatabaseCannotKeep() {
      PullRun run = run("odd-error", "r12");
      history.open(run);
      history.close(run, RunOutcome.failed("odd-error", "body: a\u0000b\ud83d"), NOW);
      assertThat(row("r12")).containsEntry("state", "failed");
      assertThat(row("r12").get("error")).asString().startsWith("body: a").contains("b");
    }

    private PullRun run(String name, String id) {
      Stream stream = new Stream();
      stream.setName(name);
      stream.setApi(api());
      stream.setPath("/orders");
      stream.init();
      return new PullRun(id, stream, Checkpoint.initial(name), NOW);
    }

    private static Api api() {
      Api api = new Api();
      api.setBaseUrl("http://127.0.0.1");
      return api;
    }

    private Map<String, Object> row(String id) {
      return jdbc().queryForMap("select * from caravan_run where run_id = ?", id);
    }

    private Instant instant(String column, String id) {
      return TestDatabases.instant(
          jdbc()
              .queryForObject(
                  "select " + column + " from caravan_run where run_id = ?", Object.class, id));
    }

    private JdbcTemplate jdbc() {
      return TestDatabases.jdbc(database.dataSource());
    }
  }
}
