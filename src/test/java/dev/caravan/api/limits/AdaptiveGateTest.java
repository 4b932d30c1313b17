package dev.caravan.api.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdaptiveGateTest {
  private static final Entrant ANYBODY = new Entrant("items", 1);

  private static final Instant START = Instant.parse("2025-04-12T09:33:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(7);
  private static final int QUOTA = 20;

  private final HandClock clock = new HandClock(START);
  private final Gate gate = new Gate(Optional.empty(), clock, clock);
  private final Map<Long, Integer> countedPerWindow = new HashMap<>();
  private int refused;

  @ParameterizedTest
  @CsvSource({"1, PT5S", "2, PT2.5S", "50, PT0.1S", "500, PT0.01S", "0, PT60S"})
  void theLessRemainsTheLongerIsTheWait(long remaining, Duration spacing) {
    assertThat(new ToldQuota(remaining, WINDOW).spacing()).isEqualTo(spacing);
  }

  @Test
  void aQuotaIsReadWithAndWithoutX() {
    Map<String, String> plain = Map.of("RateLimit-Remaining", "7", "RateLimit-Reset", "30");
    Map<String, String> older =
        Map.of(
            "x-ratelimit-remaining",
            "7",
            "x-ratelimit-reset",
            String.valueOf(START.plusSeconds(30).getEpochSecond()));
    ToldQuota told = new ToldQuota(7, Duration.ofSeconds(30));
    assertThat(ToldQuota.in(plain, START)).contains(told);
    assertThat(ToldQuota.in(older, START)).contains(told);
  }

  @Test
  void halfOfATellingTellsNothing() {
    assertThat(ToldQuota.in(Map.of("RateLimit-Remaining", "7"), START)).isEmpty();
    assertThat(ToldQuota.in(Map.of("RateLimit-Reset", "30"), START)).isEmpty();
    assertThat(ToldQuota.in(headers(7, Duration.ZERO), START)).isEmpty();
  }

  @Test
  void withNothingLeftTheNextStartIsTheReset() throws Exception {
    enter();
    answered(0, Duration.ofSeconds(30));
    assertThat(nextStart()).isEqualTo(START.plusSeconds(30));
  }

  @Test
  void aResetFurtherAwayThanAnybodyParksHoldsNobody() throws Exception {
    enter();
    answered(0, LONGEST.plusSeconds(1));
    enter();
    answered(0, LONGEST);
    assertThat(nextStart()).isEqualTo(START.plus(LONGEST));
  }

  @Test
  void requestsUnderWayCountAsSpent() throws Exception {
    enter();
    enter();
    enter();
    answered(4, Duration.ofSeconds(48));
    assertThat(nextStart()).isEqualTo(START.plusSeconds(2));
  }

  @Test
  void anAnswerThatWasOvertakenDoesNotRaiseWhatRemains() throws Exception {
    enter();
    enter();
    answered(2, Duration.ofSeconds(60));
    Instant spaced = nextStart();
    answered(50, Duration.ofSeconds(60));
    assertThat(nextStart()).isEqualTo(spaced);
  }

  @Test
  void aTellingOfAnEarlierWindowHoldsNobodyUpLater() throws Exception {
    enter();
    answered(1, Duration.ofSeconds(60));
    clock.advance(Duration.ofMinutes(2));
    enter();
    gate.leave();
    clock.advance(Duration.ofSeconds(1));
    enter();
    enter();
  }

  @Test
  void ofANewWindowOneRequestAsksFirstAndTheOthersWaitForItsAnswer() throws Exception {
    enter();
    answered(1, Duration.ofSeconds(60));
    clock.advance(Duration.ofSeconds(60));
    enter();
    assertThat(nextStart()).isEqualTo(START.plusSeconds(61));
    answered(600, Duration.ofSeconds(60));
    assertThat(nextStart()).isEqualTo(START.plusSeconds(60).plusNanos(8_333_333));
  }

  @Test
  void theLastRequestThatRemainsIsSentOnceHoweverLateItsAnswerIs() throws Exception {
    enter();
    answered(1, Duration.ofSeconds(60));
    clock.advance(Duration.ofSeconds(5));
    enter();
    assertThat(nextStart()).isEqualTo(START.plusSeconds(60));
  }

  /** Each response rounds up to whole seconds; the earliest end that one told is the best known. */
  @Test
  void aResetThatIsRoundedUpIsKnownBetterWithEachAnswer() throws Exception {
    enter();
    answered(10, Duration.ofSeconds(10));
    clock.advance(Duration.ofMillis(1900));
    enter();
    answered(9, Duration.ofSeconds(9));
    assertThat(nextStart())
        .as("8.1 s are left of the window that ends 10 s after the first response")
        .isEqualTo(START.plusMillis(1900 + 75));

    clock.advance(Duration.ofMillis(75));
    enter();
    answered(0, Duration.ofSeconds(9));
    assertThat(nextStart()).isEqualTo(START.plusSeconds(10));
  }

  /** The server counts in fixed windows and tells what remains; nobody declared its quota. */
  @ParameterizedTest
  @ValueSource(longs = {0, 7, 20, 45, 59})
  void aQuotaThatOnlyHeadersTellIsSpentToItsEndAndCostsNo429(long into) throws Exception {
    clock.advance(Duration.ofSeconds(into));
    List<Instant> starts = new ArrayList<>();
    while (starts.size() < 10 * QUOTA) {
      starts.add(enterWhenAllowed());
      clock.advance(Duration.ofMillis(110));
      serve();
    }
    assertThat(refused).isZero();
    for (long window = 1; window < 9; window++) {
      assertThat(countedPerWindow).containsEntry(window, QUOTA);
    }
    Duration took = Duration.between(starts.get(0), starts.get(starts.size() - 1));
    assertThat(took)
        .as("5 %% more than the 9 windows that must be over before the last request")
        .isLessThan(WINDOW.multipliedBy(9).multipliedBy(105).dividedBy(100));
  }

  @Test
  void aWindowIsSpentTheSlowerTheLessRemains() throws Exception {
    List<Instant> starts = new ArrayList<>();
    for (int i = 0; i < QUOTA; i++) {
      starts.add(enterWhenAllowed());
      serve();
    }
    List<Duration> gaps = new ArrayList<>();
    for (int i = 1; i < QUOTA; i++) {
      gaps.add(Duration.between(starts.get(i - 1), starts.get(i)));
    }
    assertThat(gaps).isSorted();
    assertThat(starts.get(QUOTA / 2)).isBefore(START.plus(WINDOW.dividedBy(10)));
    assertThat(starts.get(QUOTA - 1)).isAfter(START.plus(WINDOW.dividedBy(5)));
  }

  /** Answers come late and in any order; the server counts a request when it starts. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void manyStreamsTogetherSpendNoMoreThanWhatRemains(long seed) throws Exception {
    Random random = new Random(seed);
    List<Map<String, String>> underWay = new ArrayList<>();
    while (clock.instant().isBefore(START.plus(WINDOW.multipliedBy(20)))) {
      if (underWay.size() < 12 && enters()) {
        underWay.add(counted());
      }
      if (!underWay.isEmpty() && random.nextInt(4) == 0) {
        gate.learn(underWay.remove(random.nextInt(underWay.size())), LONGEST);
        gate.leave();
      }
      clock.advance(Duration.ofMillis(random.nextInt(100)));
    }
    assertThat(refused).isZero();
    assertThat(countedPerWindow.values().stream().mapToInt(count -> count).sum())
        .isGreaterThan(19 * QUOTA * 95 / 100);
  }

  /** Another client spends of the same quota, so that the window may be full without a warning. */
  @Test
  void evenBesideAnotherClientAWindowCostsAtMostOne429() throws Exception {
    Instant end = START.plus(WINDOW.multipliedBy(4));
    while (clock.instant().isBefore(end)) {
      countedPerWindow.merge(window(), 3, Integer::sum);
      enterWhenAllowed();
      serve();
      clock.advance(Duration.ofMillis(40));
    }
    assertThat(refused).isBetween(1, 4);
  }

  private void serve() {
    gate.learn(counted(), LONGEST);
    gate.leave();
  }

  /** The server counts a request at once; returns what it answers. */
  private Map<String, String> counted() {
    int counted = countedPerWindow.merge(window(), 1, Integer::sum);
    if (counted > QUOTA) {
      refused++;
    }
    Instant reset = START.plus(WINDOW.multipliedBy(window() + 1));
    return headers(Math.max(0, QUOTA - counted), Duration.between(clock.instant(), reset));
  }

  private long window() {
    return Duration.between(START, clock.instant()).dividedBy(WINDOW);
  }

  private Instant enterWhenAllowed() throws InterruptedException {
    try {
      enter();
    } catch (ParkedException e) {
      clock.advance(Duration.between(clock.instant(), e.notBefore()));
      enter();
    }
    return clock.instant();
  }

  private boolean enters() throws InterruptedException {
    try {
      enter();
      return true;
    } catch (ParkedException e) {
      return false;
    }
  }

  private Instant nextStart() {
    List<Instant> until = new ArrayList<>();
    assertThatThrownBy(this::enter)
        .isInstanceOfSatisfying(ParkedException.class, parked -> until.add(parked.notBefore()));
    return until.get(0);
  }

  private void enter() throws InterruptedException {
    gate.enter(ANYBODY, Duration.ZERO, () -> false);
  }

  private void answered(long remaining, Duration untilReset) {
    gate.learn(headers(remaining, untilReset), LONGEST);
    gate.leave();
  }

  private static Map<String, String> headers(long remaining, Duration untilReset) {
    return Map.of(
        "RateLimit-Remaining",
        String.valueOf(remaining),
        "RateLimit-Reset",
        String.valueOf(untilReset.toMillis() / 1e3));
  }
}
