package dev.caravan.api;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AdaptiveGateTest {
  private static final Instant START = Instant.parse("2025-04-12T09:33:00Z");
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int QUOTA = 20;

  private final HandClock clock = new HandClock(START);
  private final Gate gate = new Gate(Optional.empty(), clock);
  private final Map<Long, Integer> countedPerWindow = new HashMap<>();
  private int refused;

  @ParameterizedTest
  @CsvSource({"1, PT60S", "2, PT30S", "60, PT1S", "600, PT0.1S", "0, PT60S"})
  void whatRemainsIsSpreadOverTheTimeUntilTheReset(long remaining, Duration spacing) {
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
  void requestsUnderWayCountAsSpent() throws Exception {
    enter();
    enter();
    enter();
    answered(4, Duration.ofSeconds(20));
    assertThat(nextStart()).isEqualTo(START.plusSeconds(10));
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
    enter();
  }

  /** Each answer rounds up to whole seconds; the earliest end that one told is the best known. */
  @Test
  void aResetThatIsRoundedUpIsKnownBetterWithEachAnswer() throws Exception {
    enter();
    answered(10, Duration.ofSeconds(10));
    clock.advance(Duration.ofMillis(1900));
    enter();
    answered(9, Duration.ofSeconds(9));
    assertThat(nextStart())
        .as("8.1 s are left of the window that ends 10 s after the first answer")
        .isEqualTo(START.plusMillis(1900 + 900));

    clock.advance(Duration.ofMillis(900));
    enter();
    answered(0, Duration.ofSeconds(9));
    assertThat(nextStart()).isEqualTo(START.plusSeconds(10));
  }

  /** The server counts in fixed windows and tells what remains; nobody declared its quota. */
  @Test
  void aQuotaThatOnlyHeadersTellIsSpentEvenlyAndCostsNo429() throws Exception {
    List<Instant> starts = new ArrayList<>();
    while (clock.instant().isBefore(START.plus(WINDOW.multipliedBy(4)))) {
      starts.add(enterWhenAllowed());
      serve();
      clock.advance(Duration.ofMillis(40));
    }
    assertThat(refused).isZero();
    assertThat(starts).hasSizeBetween(4 * QUOTA - 4, 4 * QUOTA);
    for (int i = 1; i < starts.size(); i++) {
      assertThat(Duration.between(starts.get(i - 1), starts.get(i)))
          .isBetween(Duration.ofMillis(40), Duration.ofSeconds(7));
    }
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
    int counted = countedPerWindow.merge(window(), 1, Integer::sum);
    if (counted > QUOTA) {
      refused++;
    }
    Instant reset = START.plus(WINDOW.multipliedBy(window() + 1));
    answered(Math.max(0, QUOTA - counted), Duration.between(clock.instant(), reset));
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

  private Instant nextStart() {
    List<Instant> until = new ArrayList<>();
    assertThatThrownBy(this::enter)
        .isInstanceOfSatisfying(ParkedException.class, parked -> until.add(parked.notBefore()));
    return until.get(0);
  }

  private void enter() throws InterruptedException {
    gate.enter(Duration.ZERO, () -> false);
  }

  private void answered(long remaining, Duration untilReset) {
    gate.learn(headers(remaining, untilReset));
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
