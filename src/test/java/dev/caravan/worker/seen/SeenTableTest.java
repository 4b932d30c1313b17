package dev.caravan.worker.seen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import dev.caravan.worker.event.EventId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The ids of events in each of the real databases, claimed by one and by many. */
@ParameterizedClass
@ValueSource(strings = {"sqlite", "postgres", "mariadb"})
@Timeout(60)
class SeenTableTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Parameter String kind;
  @TempDir Path directory;
  private Database database;
  private SeenTable seen;
  private ExecutorService threads;

  @BeforeEach
  void open() {
    database =
        switch (kind) {
          case "sqlite" -> TestDatabases.sqlite(directory);
          case "postgres" -> TestDatabases.postgres();
          default -> TestDatabases.mariaDb();
        };
    seen = new SeenTable(database);
    threads = Executors.newFixedThreadPool(8);
  }

  @AfterEach
  void close() throws InterruptedException {
    threads.shutdownNow();
    threads.awaitTermination(10, TimeUnit.SECONDS);
    database.close();
  }

  @Test
  void anIdIsNewOnceForEachStreamAndSource() {
    assertThat(claim("payments", id("a"), id("b"))).containsExactlyInAnyOrder(id("a"), id("b"));
    assertThat(claim("payments", id("b"), id("c"))).containsExactly(id("c"));
    assertThat(claim("refunds", id("b"))).containsExactly(id("b"));
    EventId elsewhere = new EventId("/webhook/other", "b");
    assertThat(claim("payments", elsewhere)).containsExactly(elsewhere);
    assertThat(seen.known("payments", List.of(id("a"), id("z")))).containsExactly(id("a"));
  }

  @Test
  void anIdThatComesTwiceInOneClaimIsNewOnce() {
    assertThat(claim("payments", id("a"), id("a"))).containsExactly(id("a"));
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void aClaimThatIsRolledBackLeavesTheIdsNew() {
    database
        .transaction()
        .executeWithoutResult(
            status -> {
              claim("payments", id("a"));
              status.setRollbackOnly();
            });
    assertThat(claim("payments", id("a"))).containsExactly(id("a"));
  }

  @Test
  void idsOfAnyLengthAndWithAnyCharacterAreToldApart() {
    EventId longOne = id("x".repeat(5000));
    EventId longOther = id("x".repeat(5000) + "y");
    EventId zero = id("a\u0000b");
    EventId lone = id("\ud800");
    EventId loneOther = id("\ud801");
    assertThat(claim("payments", longOne, longOther, zero, lone, loneOther)).hasSize(5);
    assertThat(claim("payments", longOne, longOther, zero, lone, loneOther)).isEmpty();
  }

  @Test
  void ofManyWhoClaimAnIdAtOnceOneGetsItAndNobodyFails() throws Exception {
    List<EventId> ids = IntStream.range(0, 40).mapToObj(i -> id("e" + i)).toList();
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Set<EventId>>> claims = new ArrayList<>();
    for (int worker = 0; worker < 8; worker++) {
      List<EventId> mine = new ArrayList<>(ids);
      Collections.shuffle(mine, new Random(worker));
      claims.add(
          threads.submit(
              () -> {
                start.await();
                return inTransaction(() -> seen.claim("payments", mine, NOW));
              }));
    }
    start.countDown();
    List<EventId> given = new ArrayList<>();
    for (Future<Set<EventId>> claim : claims) {
      given.addAll(claim.get());
    }
    assertThat(given).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(count()).isEqualTo(40);
  }

  @Test
  void whoClaimsAnIdThatIsBeingClaimedWaitsAndGetsItWhenTheOtherRollsBack() throws Exception {
    CountDownLatch claimed = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Future<?> first =
        threads.submit(
            () ->
                database
                    .transaction()
                    .executeWithoutResult(
                        status -> {
                          claim("payments", id("a"));
                          claimed.countDown();
                          await(go);
                          status.setRollbackOnly();
                        }));
    claimed.await();
    Future<Set<EventId>> second =
        threads.submit(() -> inTransaction(() -> claim("payments", id("a"))));
    go.countDown();
    first.get();
    assertThat(second.get()).containsExactly(id("a"));
  }

  @Test
  void oldIdsAreForgottenAFewAtATimeAndYoungOnesStay() {
    seen.claim("payments", List.of(id("a"), id("b"), id("c")), NOW.minus(Duration.ofDays(31)));
    seen.claim("refunds", List.of(id("a")), NOW.minus(Duration.ofDays(31)));
    claim("payments", id("d"));
    Instant before = NOW.minus(Duration.ofDays(30));

    assertThat(seen.forget("payments", before, 2)).isEqualTo(2);
    assertThat(seen.forget("payments", before, 2)).isEqualTo(1);
    assertThat(seen.forget("payments", before, 2)).isZero();

    assertThat(seen.known("payments", List.of(id("a"), id("d")))).containsExactly(id("d"));
    assertThat(seen.known("refunds", List.of(id("a")))).containsExactly(id("a"));
  }

  @Test
  void rememberForgetsInSmallPortionsWithoutAPauseAsLongAsThereAreMore() {
    SeenEvents events = new SeenEvents();
    events.setDatabase(database);
    events.setStream("payments");
    events.setRemember("1h");
    Instant now = Instant.now();
    List<EventId> old = IntStream.range(0, 7_000).mapToObj(i -> id("old" + i)).toList();
    seen.claim("payments", old, now.minus(Duration.ofHours(2)));
    seen.claim("payments", List.of(id("young")), now);

    events.forgetOld();
    assertThat(count()).isEqualTo(2_001);
    events.forgetOld();
    assertThat(count()).isEqualTo(1);
    seen.claim("payments", old.subList(0, 1), now.minus(Duration.ofHours(2)));
    events.forgetOld();
    assertThat(count()).isEqualTo(2);
  }

  private Set<EventId> claim(String stream, EventId... ids) {
    return seen.claim(stream, List.of(ids), NOW);
  }

  private <T> T inTransaction(Callable<T> work) {
    return database
        .transaction()
        .execute(
            status -> {
              try {
                return work.call();
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
  }

  private long count() {
    return new JdbcTemplate(database.dataSource())
        .queryForObject("select count(*) from caravan_seen_event", Long.class);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static EventId id(String id) {
    return new EventId("/webhook/payments", id);
  }
}
