package dev.caravan.api.limits;

import static java.util.concurrent.CompletableFuture.supplyAsync;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class GateTest {
  private static final Entrant ANYBODY = new Entrant("items", 1);

  private static final Instant START = Instant.parse("2025-04-12T09:33:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final BooleanSupplier NEVER = () -> false;

  private final HandClock clock = new HandClock(START);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean stopping = new AtomicBoolean();

  @AfterEach
  void endThreads() throws InterruptedException {
    threads.shutdownNow();
    assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
  }

  /**
   * The server counts each request at some instant between its start and its response. Random
   * starts, answers and steps of time; whatever instants the server takes, no window is ever
   * overfull.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void noWindowThatTheServerMayLookAtEverHoldsMoreThanTheQuota(long seed) throws Exception {
    int quota = 5;
    Duration period = Duration.ofSeconds(10);
    Gate gate = gate(quota + "/10s");
    Random random = new Random(seed);
    List<Instant> underWay = new ArrayList<>();
    List<Instant> counted = new ArrayList<>();
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          if (enters(gate)) {
            underWay.add(clock.instant());
          }
        }
        case 1 -> {
          if (!underWay.isEmpty()) {
            Instant started = underWay.remove(random.nextInt(underWay.size()));
            long slow = Duration.between(started, clock.instant()).toMillis();
            counted.add(started.plusMillis(random.nextLong(slow + 1)));
            gate.leave();
          }
        }
        default -> clock.advance(Duration.ofMillis(random.nextInt(3_000)));
      }
    }
    counted.sort(null);
    assertThat(counted).hasSizeGreaterThan(1_000);
    for (int i = quota; i < counted.size(); i++) {
      assertThat(Duration.between(counted.get(i - quota), counted.get(i)))
          .as("from request %d to request %d", i - quota, i)
          .isGreaterThanOrEqualTo(period);
    }
  }

  @Test
  void threadsTogetherNeverStartMoreThanTheQuota() {
    Gate gate = gate("50/h");
    AtomicInteger entered = new AtomicInteger();
    List<CompletableFuture<Void>> all =
        IntStream.range(0, 16)
            .mapToObj(
                i ->
                    CompletableFuture.runAsync(
                        () -> {
                          for (int j = 0; j < 20; j++) {
                            if (enters(gate)) {
                              entered.incrementAndGet();
                              gate.leave();
                            }
                          }
                        },
                        threads))
            .toList();
    all.forEach(CompletableFuture::join);
    assertThat(entered).hasValue(50);
  }

  @Test
  void aPlaceIsFreeOnePeriodAfterTheAnswerAndNotAfterTheStart() throws Exception {
    Gate gate = gate("1/10s");
    assertThat(enters(gate)).isTrue();
    clock.advance(Duration.ofSeconds(8));
    gate.leave();
    clock.advance(Duration.ofMillis(9_999));
    assertThat(enters(gate)).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(enters(gate)).isTrue();
  }

  @Test
  void waitingThreadsAreReleasedOnePeriodAfterTheAnswer() {
    Gate gate = gate("2/10s");
    enters(gate);
    enters(gate);
    gate.leave();
    gate.leave();
    List<Waiter> waiters = List.of(waiter(gate), waiter(gate), waiter(gate));
    waiters.forEach(Waiter::lookAgain);
    clock.advance(Duration.ofMillis(9_999));
    waiters.forEach(Waiter::lookAgain);
    assertThat(waiters).noneMatch(Waiter::entered);

    clock.advance(Duration.ofMillis(1));
    waiters.forEach(Waiter::lookAgain);
    List<Waiter> entered = waiters.stream().filter(Waiter::entered).toList();
    assertThat(entered).hasSize(2).allMatch(w -> w.waited().equals(Duration.ofSeconds(10)));
  }

  @Test
  void requestsUnderWayHoldTheirPlacesHoweverLongTheyTake() {
    Gate gate = gate("1/s");
    enters(gate);
    Waiter waiter = waiter(gate);
    waiter.lookAgain();
    clock.advance(Duration.ofMinutes(10));
    waiter.lookAgain();
    assertThat(waiter.entered()).isFalse();

    gate.leave();
    clock.advance(Duration.ofSeconds(1));
    assertThat(waiter.waited()).isEqualTo(Duration.ofMinutes(10).plusSeconds(1));
  }

  @Test
  void withoutAQuotaNothingWaits() {
    Gate gate = new Gate(Optional.empty(), clock, clock);
    assertThat(IntStream.range(0, 10_000)).allMatch(i -> enters(gate));
  }

  @Test
  void aPauseHoldsEveryRequestOfTheApi() {
    Gate gate = new Gate(Optional.empty(), clock, clock);
    gate.pauseFor(Duration.ofSeconds(30));
    List<Waiter> waiters = List.of(waiter(gate), waiter(gate));
    waiters.forEach(Waiter::lookAgain);
    clock.advance(Duration.ofMillis(29_999));
    waiters.forEach(Waiter::lookAgain);
    assertThat(waiters).noneMatch(Waiter::entered);

    clock.advance(Duration.ofMillis(1));
    assertThat(waiters).allMatch(w -> w.waited().equals(Duration.ofSeconds(30)));
  }

  @Test
  void aPauseThatComesWhileThreadsWaitHoldsThemToo() {
    Gate gate = gate("1/s");
    enters(gate);
    gate.leave();
    Waiter waiter = waiter(gate);
    waiter.lookAgain();
    gate.pauseFor(Duration.ofSeconds(60));
    clock.advance(Duration.ofSeconds(59));
    waiter.lookAgain();
    assertThat(waiter.entered()).isFalse();

    clock.advance(Duration.ofSeconds(1));
    assertThat(waiter.waited()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void anEarlierPauseNeverShortensALaterOne() {
    Gate gate = new Gate(Optional.empty(), clock, clock);
    gate.pauseFor(Duration.ofSeconds(60));
    gate.pauseFor(Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(59));
    assertThat(enters(gate)).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(enters(gate)).isTrue();
  }

  @Test
  void stoppingEndsTheWait() {
    Gate gate = new Gate(Optional.empty(), clock, clock);
    gate.pauseFor(Duration.ofSeconds(60));
    Waiter waiter = waiter(gate);
    waiter.lookAgain();
    assertThat(waiter.entered()).isFalse();

    stopping.set(true);
    await().atMost(Duration.ofSeconds(2)).until(waiter::entered);
    assertThatThrownBy(waiter::waited).hasCauseInstanceOf(RejectedExecutionException.class);
  }

  @Test
  void whoeverGivesUpTakesNoPlace() {
    Gate gate = gate("1/s");
    enters(gate);
    gate.leave();
    assertThatThrownBy(() -> gate.enter(ANYBODY, HOUR, () -> true))
        .isInstanceOf(RejectedExecutionException.class);
    assertThat(enters(gate)).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(enters(gate)).isTrue();
  }

  @Test
  void aWaitBeyondTheLongestParksUntilThePlaceIsFree() throws Exception {
    Gate gate = gate("1/h");
    enters(gate);
    gate.leave();
    clock.advance(Duration.ofMinutes(10));
    assertThatThrownBy(() -> gate.enter(ANYBODY, Duration.ofMinutes(50).minusMillis(1), NEVER))
        .isInstanceOfSatisfying(
            ParkedException.class,
            parked -> assertThat(parked.notBefore()).isEqualTo(START.plus(HOUR)));
  }

  @Test
  void aWaitAsLongAsTheLongestIsStillWaited() {
    Gate gate = new Gate(Optional.empty(), clock, clock);
    gate.pauseFor(HOUR);
    Waiter waiter = waiter(gate);
    waiter.lookAgain();
    clock.advance(HOUR);
    assertThat(waiter.waited()).isEqualTo(HOUR);
  }

  private Gate gate(String quota) {
    return new Gate(Optional.of(Quota.parse(quota)), clock, clock);
  }

  private boolean enters(Gate gate) {
    try {
      enter(gate, Duration.ZERO, NEVER);
      return true;
    } catch (ParkedException e) {
      return false;
    }
  }

  private Waiter waiter(Gate gate) {
    AtomicInteger looks = new AtomicInteger();
    BooleanSupplier counted =
        () -> {
          looks.incrementAndGet();
          return stopping.get();
        };
    return new Waiter(supplyAsync(() -> enter(gate, HOUR, counted), threads), looks);
  }

  /** A thread at the gate, with the number of times that it looked whether it may enter. */
  private record Waiter(CompletableFuture<Duration> entry, AtomicInteger looks) {
    /** Awaits two more looks, so at least one that began after the call. */
    void lookAgain() {
      int before = looks.get();
      await().until(() -> entry.isDone() || looks.get() >= before + 2);
    }

    boolean entered() {
      return entry.isDone();
    }

    Duration waited() {
      return entry.join();
    }
  }

  private static Duration enter(Gate gate, Duration maxWait, BooleanSupplier stopping) {
    try {
      return gate.enter(ANYBODY, maxWait, stopping);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
