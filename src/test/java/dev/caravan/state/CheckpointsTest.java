package dev.caravan.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.HandClock;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

@Timeout(60)
class CheckpointsTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");

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

  @Nested
  class OnMariaDb extends OnDatabase {
    @Override
    Database open() {
      return TestDatabases.mariaDb();
    }
  }

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class OnDatabase {
    private Database database;
    private Checkpoints checkpoints;
    private ExecutorService threads;

    abstract Database open();

    @BeforeAll
    void openDatabase() {
      database = open();
      checkpoints = new Checkpoints(database, new HandClock(NOW));
      threads = Executors.newCachedThreadPool();
    }

    @AfterAll
    void closeDatabase() {
      threads.shutdownNow();
      database.close();
    }

    @Test
    void aStreamThatNeverRanHasNone() {
      assertThat(checkpoints.find("never")).isEmpty();
    }

    @Test
    void opensTheBeginningOnceAndThenWhatStands() {
      Checkpoint initial = checkpoints.open("opened");
      assertThat(initial).isEqualTo(Checkpoint.initial("opened"));
      Checkpoint moved = initial.at(NOW, "p1", Optional.empty());
      checkpoints.move(initial, moved);
      assertThat(checkpoints.open("opened")).isEqualTo(moved);
      assertThat(checkpoints.find("opened")).contains(moved);
    }

    @Test
    void threadsThatOpenAStreamAtOnceAllStartFromOneRow() throws Exception {
      for (int round = 0; round < 10; round++) {
        String stream = "race" + round;
        CyclicBarrier together = new CyclicBarrier(4);
        Callable<Checkpoint> open =
            () -> {
              together.await();
              return checkpoints.open(stream);
            };
        for (Future<Checkpoint> opened : threads.invokeAll(List.of(open, open, open, open))) {
          assertThat(opened.get()).isEqualTo(Checkpoint.initial(stream));
        }
        assertThat(
                jdbc()
                    .queryForObject(
                        "select count(*) from caravan_checkpoint where stream = ?",
                        Long.class,
                        stream))
            .isEqualTo(1);
      }
    }

    @Test
    void aMoveKeepsVersionStateAndTime() {
      Checkpoint initial = checkpoints.open("moved");
      checkpoints.move(initial, initial.at(NOW, "p1", Optional.empty()));
      assertThat(
              jdbc()
                  .queryForObject(
                      "select version from caravan_checkpoint where stream = 'moved'", Long.class))
          .isEqualTo(1);
      assertThat(
              jdbc()
                  .queryForObject(
                      "select updated_at from caravan_checkpoint where stream = 'moved'",
                      Object.class))
          .satisfies(at -> assertThat(TestDatabases.instant(at)).isEqualTo(NOW));
    }

    @Test
    void onlyOneOfTwoMovesFromAVersionWins() {
      Checkpoint initial = checkpoints.open("guarded");
      checkpoints.move(initial, initial.at(NOW, "winner", Optional.empty()));
      assertThatThrownBy(
              () -> checkpoints.move(initial, initial.at(NOW, "loser", Optional.empty())))
          .isInstanceOf(CheckpointConflictException.class)
          .hasMessageContaining("another process runs stream guarded")
          .hasMessageContaining("no longer at version 0")
          .hasMessageContaining("nothing of its page is committed");
      assertThat(checkpoints.find("guarded").orElseThrow().position()).contains("winner");
    }

    @Test
    void ofManyThreadsThatMoveAtOnceOneWins() throws Exception {
      Checkpoint initial = checkpoints.open("crowd");
      CyclicBarrier together = new CyclicBarrier(4);
      List<Callable<Boolean>> moves =
          IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      (Callable<Boolean>)
                          () -> {
                            together.await();
                            try {
                              checkpoints.move(initial, initial.at(NOW, "p" + i, Optional.empty()));
                              return true;
                            } catch (CheckpointConflictException e) {
                              return false;
                            }
                          })
              .toList();
      int won = 0;
      for (Future<Boolean> move : threads.invokeAll(moves)) {
        won += move.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
      assertThat(checkpoints.find("crowd").orElseThrow().version()).isEqualTo(1);
    }

    @Test
    void aMoveInATransactionThatRollsBackIsNone() {
      Checkpoint initial = checkpoints.open("rolled-back");
      database
          .transaction()
          .executeWithoutResult(
              status -> {
                checkpoints.move(initial, initial.at(NOW, "p1", Optional.empty()));
                status.setRollbackOnly();
              });
      assertThat(checkpoints.find("rolled-back")).contains(initial);
    }

    @Test
    void aClaimOfAnOlderVersionIsAConflict() {
      assumeThat(database.kind().isServer()).isTrue();
      Checkpoint initial = checkpoints.open("claimed");
      Checkpoint moved = initial.at(NOW, "p1", Optional.empty());
      checkpoints.move(initial, moved);
      checkpoints.claim(moved);
      assertThatThrownBy(() -> checkpoints.claim(initial))
          .isInstanceOf(CheckpointConflictException.class)
          .hasMessageContaining("stream claimed");
    }

    @Test
    void aClaimOfACheckpointThatWasDeletedIsAConflict() {
      assumeThat(database.kind().isServer()).isTrue();
      Checkpoint initial = checkpoints.open("deleted");
      jdbc().update("delete from caravan_checkpoint where stream = 'deleted'");
      assertThatThrownBy(() -> checkpoints.claim(initial))
          .isInstanceOf(CheckpointConflictException.class);
      assertThatThrownBy(() -> checkpoints.move(initial, initial.at(NOW, "p1", Optional.empty())))
          .isInstanceOf(CheckpointConflictException.class);
    }

    @Test
    void aClaimWaitsForTheOneBeforeItAndThenSeesItsMove() throws Exception {
      assumeThat(database.kind().isServer()).isTrue();
      Checkpoint initial = checkpoints.open("waited");
      CountDownLatch claimed = new CountDownLatch(1);
      CountDownLatch second = new CountDownLatch(1);
      Future<?> winner =
          threads.submit(
              () ->
                  database
                      .transaction()
                      .executeWithoutResult(
                          status -> {
                            checkpoints.claim(initial);
                            claimed.countDown();
                            awaitBegin(second);
                            checkpoints.move(initial, initial.at(NOW, "p1", Optional.empty()));
                          }));
      claimed.await();
      Future<?> loser =
          threads.submit(
              () ->
                  database
                      .transaction()
                      .executeWithoutResult(
                          status -> {
                            second.countDown();
                            checkpoints.claim(initial);
                          }));
      winner.get();
      assertThatThrownBy(loser::get).hasCauseInstanceOf(CheckpointConflictException.class);
    }

    @Test
    void listsAllByTheNameOfTheirStream() {
      checkpoints.open("zz-2");
      checkpoints.open("zz-1");
      assertThat(checkpoints.all())
          .extracting(Checkpoint::stream)
          .isSorted()
          .contains("zz-1", "zz-2");
    }

    @Test
    void keepsACursorWithAnyCharacter() {
      Checkpoint initial = checkpoints.open("characters");
      Checkpoint moved = initial.at(NOW, "'\"\\\u0000\n\u001f é東😀", Optional.empty());
      checkpoints.move(initial, moved);
      assertThat(checkpoints.find("characters")).isEqualTo(Optional.of(moved));
    }

    private JdbcTemplate jdbc() {
      return new JdbcTemplate(database.dataSource());
    }

    private static void awaitBegin(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }
}
