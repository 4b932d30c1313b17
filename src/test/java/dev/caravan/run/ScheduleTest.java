package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.children.ChildrenStream;
import dev.caravan.pull.Stream;
import dev.caravan.run.history.LatestRun;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class ScheduleTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private final HandClock clock = new HandClock(NOW);
  private final Schedule schedule = new Schedule(clock);
  private final Stream items = stream("items");
  private final Stream orders = stream("orders");

  @Test
  void aStreamStartsWithTheProcessAndThenEachInterval() {
    assertThat(schedule.start(items)).isTrue();
    assertThat(schedule.start(items)).isFalse();
    clock.advance(HOUR.minusMillis(1));
    assertThat(schedule.start(items)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(schedule.start(items)).isTrue();
  }

  @Test
  void timesOfTheDayAreKeptFromTheFirstRunOn() {
    Stream daily = stream("daily", "cron 0 6 * * *");
    schedule.plan(daily, Optional::empty);
    assertThat(schedule.start(daily)).isFalse();
    clock.advance(Duration.between(NOW, Instant.parse("2025-04-13T05:59:59Z")));
    assertThat(schedule.start(daily)).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(schedule.start(daily)).isTrue();
    assertThat(schedule.plan(RunOutcome.ended("daily", RunState.COMPLETE)))
        .contains(Instant.parse("2025-04-14T06:00:00Z"));
  }

  @Test
  void whatPeopleWantAtOnceIsDueWhateverItsTimesAre() {
    Stream daily = stream("daily", "cron 0 6 * * *");
    schedule.plan(daily, Optional::empty);
    assertThat(schedule.isDue(daily)).isFalse();
    schedule.soon("daily");
    schedule.plan(daily, Optional::empty);
    assertThat(schedule.isDue(daily)).isTrue();
    assertThat(schedule.start(daily)).isTrue();
    assertThat(schedule.next("daily")).contains(Instant.parse("2025-04-13T06:00:00Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-04-11T06:00:00Z, COMPLETE, true",
    "2025-04-12T06:00:00Z, COMPLETE, false",
    "2025-04-12T09:00:00Z, PAUSED, false",
    "2025-04-12T06:00:00Z, INTERRUPTED, true",
    "2025-04-12T06:00:00Z, FAILED, true",
    "2025-04-12T06:00:00Z, RUNNING, true"
  })
  void aStartMakesUpForATimeThatWasMissedAndForARunThatWasCut(
      Instant started, RunState state, boolean due) {
    Stream daily = stream("daily", "cron 0 6 * * *");
    schedule.plan(daily, () -> Optional.of(new LatestRun(started, state)));
    assertThat(schedule.start(daily)).isEqualTo(due);
  }

  @Test
  void aRunByHandWaitsForNoTime() {
    schedule.setOnce(true);
    Stream daily = stream("daily", "cron 0 6 * * * not between 09:00 and 10:00");
    schedule.plan(daily, Optional::empty);
    assertThat(schedule.start(daily)).isTrue();
  }

  @Test
  void nothingStartsInAQuietTimeNorIsAFailedRunTriedAgainInIt() {
    Stream quiet = stream("quiet", "15m not between 09:40 and 11:00");
    schedule.plan(quiet, Optional::empty);
    assertThat(schedule.start(quiet)).isTrue();
    clock.advance(Duration.ofMinutes(7));
    Instant end = Instant.parse("2025-04-12T11:00:00Z");
    assertThat(schedule.plan(RunOutcome.failed("quiet", "x"))).contains(end);
    assertThat(schedule.plan(RunOutcome.parked("quiet", "asked", NOW.plusSeconds(1800))))
        .contains(end);
    clock.advance(Duration.ofMinutes(60));
    assertThat(schedule.start(quiet)).isFalse();
    clock.advance(Duration.ofMinutes(20));
    assertThat(schedule.start(quiet)).isTrue();
  }

  @Test
  void theIntervalCountsFromTheStartOfARunNotFromItsEnd() {
    schedule.start(items);
    clock.advance(Duration.ofMinutes(50));
    schedule.end(RunOutcome.ended("items", RunState.COMPLETE));
    clock.advance(Duration.ofMinutes(10));
    assertThat(schedule.start(items)).isTrue();
  }

  @Test
  void aPauseThatAFeedAsksForPostponesItsNextPollAndNeverHurriesIt() {
    schedule.start(items);
    Instant soon = NOW.plusSeconds(3);
    schedule.end(RunOutcome.ended("items", RunState.COMPLETE, Optional.of(soon)));
    clock.advance(Duration.ofSeconds(3));
    assertThat(schedule.start(items)).isFalse();
    Instant late = NOW.plus(HOUR).plusSeconds(3);
    schedule.end(RunOutcome.ended("items", RunState.COMPLETE, Optional.of(late)));
    clock.advance(HOUR.minusMillis(1));
    assertThat(schedule.start(items)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(schedule.start(items)).isTrue();
  }

  @Test
  void streamsAreDueEachForItself() {
    assertThat(schedule.start(items)).isTrue();
    assertThat(schedule.start(orders)).isTrue();
  }

  @Test
  void onceMeansOnceForEach() {
    schedule.setOnce(true);
    assertThat(schedule.start(items)).isTrue();
    schedule.end(RunOutcome.ended("items", RunState.COMPLETE));
    clock.advance(Duration.ofDays(10_000));
    assertThat(schedule.start(items)).isFalse();
    assertThat(schedule.start(orders)).isTrue();
  }

  @Test
  void onceMeansOnceForAParkedStreamToo() {
    schedule.setOnce(true);
    schedule.start(items);
    schedule.end(RunOutcome.parked("items", "asked", NOW.plusSeconds(1)));
    clock.advance(HOUR);
    assertThat(schedule.start(items)).isFalse();
  }

  @Test
  void theNextRunIsPlannedByHowThisOneEnded() {
    schedule.start(items);
    RunOutcome complete = RunOutcome.ended("items", RunState.COMPLETE);
    assertThat(schedule.plan(complete)).contains(NOW.plus(HOUR));
    assertThat(schedule.plan(RunOutcome.failed("items", "x"))).contains(NOW.plusSeconds(60));
    Instant parked = NOW.plusSeconds(86_400);
    assertThat(schedule.plan(RunOutcome.parked("items", "asked", parked))).contains(parked);
    schedule.setOnce(true);
    assertThat(schedule.plan(complete)).isEmpty();
  }

  @Test
  void onlySelectedStreamsStart() {
    schedule.setStreams(" orders , other ");
    assertThat(schedule.start(items)).isFalse();
    assertThat(schedule.start(orders)).isTrue();
  }

  @Test
  void aStreamSelectedTwiceIsSelected() {
    schedule.setStreams("orders,orders");
    assertThat(schedule.start(orders)).isTrue();
  }

  @Test
  void allStreamsStartWhenNoneIsSelected() {
    schedule.setStreams("  ");
    assertThat(schedule.start(items)).isTrue();
  }

  @Test
  void aParkedStreamStartsAtItsInstantInsteadOfItsInterval() {
    schedule.start(items);
    schedule.end(RunOutcome.parked("items", "asked", NOW.plusSeconds(86_400)));
    clock.advance(Duration.ofSeconds(86_399));
    assertThat(schedule.start(items)).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(schedule.start(items)).isTrue();
  }

  @Test
  void aParkedStreamMayStartBeforeItsInterval() {
    schedule.start(items);
    schedule.end(RunOutcome.parked("items", "asked", NOW.plusSeconds(60)));
    clock.advance(Duration.ofSeconds(60));
    assertThat(schedule.start(items)).isTrue();
  }

  @Test
  void ofManyThreadsThatAskAtOnceOneStarts() {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 500; round++) {
        Stream stream = stream("s" + round);
        CyclicBarrier together = new CyclicBarrier(8);
        AtomicInteger started = new AtomicInteger();
        CompletableFuture.allOf(
                IntStream.range(0, 8)
                    .mapToObj(
                        i ->
                            CompletableFuture.runAsync(
                                () -> {
                                  meet(together);
                                  if (schedule.start(stream)) {
                                    started.incrementAndGet();
                                  }
                                },
                                threads))
                    .toArray(CompletableFuture[]::new))
            .join();
        assertThat(started).hasValue(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void knowsHowTheLatestRunOfEachStreamEnded() {
    schedule.end(RunOutcome.failed("items", "first"));
    schedule.end(RunOutcome.ended("items", RunState.COMPLETE));
    schedule.end(RunOutcome.failed("orders", "broken"));
    assertThat(schedule.latest()).hasSize(2);
    assertThat(schedule.latest().get("items").isSuccess()).isTrue();
    assertThat(schedule.latest().get("orders").error()).contains("broken");
  }

  @Test
  void awaitsTheEndOfARun() throws Exception {
    CompletableFuture<Optional<RunOutcome>> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return schedule.await("items", Duration.ofSeconds(20));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    schedule.end(RunOutcome.ended("orders", RunState.COMPLETE));
    assertThat(waiting).isNotDone();
    RunOutcome ended = RunOutcome.ended("items", RunState.PAUSED);
    schedule.end(ended);
    await().until(waiting::isDone);
    assertThat(waiting.join()).contains(ended);
    assertThat(schedule.await("items", Duration.ZERO)).contains(ended);
  }

  @Test
  void awaitsNoLongerThanTold() throws Exception {
    assertThat(schedule.await("items", Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void aStreamOfChildrenStartsAfterEachRunOfItsParentsHoweverThatEnded() {
    Stream lines = children("lines", "orders");
    assertThat(schedule.start(lines)).isFalse();
    schedule.end(RunOutcome.ended("items", RunState.COMPLETE));
    assertThat(schedule.start(lines)).isFalse();
    schedule.end(RunOutcome.failed("orders", "no response"));
    assertThat(schedule.start(lines)).isTrue();
    schedule.end(RunOutcome.ended("lines", RunState.COMPLETE));

    clock.advance(HOUR);
    assertThat(schedule.start(lines)).as("the parents did not run again").isFalse();
    schedule.end(RunOutcome.ended("orders", RunState.COMPLETE));
    assertThat(schedule.start(lines)).isTrue();
  }

  @Test
  void childrenThatDidNotComeToTheirEndGoOnWithoutWaitingForTheirParents() {
    Stream lines = children("lines", "orders");
    schedule.end(RunOutcome.ended("orders", RunState.COMPLETE));
    assertThat(schedule.start(lines)).isTrue();
    schedule.end(RunOutcome.failed("lines", "no response"));
    clock.advance(Duration.ofMinutes(1));
    assertThat(schedule.start(lines)).isTrue();
  }

  @Test
  void childrenDoNotWaitForParentsThatDoNotRunAtAll() {
    schedule.setStreams("lines");
    assertThat(schedule.start(children("lines", "orders"))).isTrue();
  }

  private static ChildrenStream children(String name, String parent) {
    ChildrenStream children = new ChildrenStream();
    configure(children, name);
    children.setPath("/orders/{id}/" + name);
    children.getParent().setTable(parent);
    children.getParent().setKey("id");
    children.getParent().setStream(parent);
    children.init();
    return children;
  }

  private static void meet(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stream stream(String name, String every) {
    Stream stream = stream(name);
    stream.setEvery(every);
    return stream;
  }

  private static Stream stream(String name) {
    Stream stream = new Stream();
    configure(stream, name);
    return stream;
  }

  private static void configure(Stream stream, String name) {
    stream.setName(name);
    stream.setEvery("1h");
  }
}
