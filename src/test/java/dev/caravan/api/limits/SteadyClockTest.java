package dev.caravan.api.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Entrant ANYBODY = new Entrant("items", 1);

  private static final Instant START = Instant.parse("2025-04-12T09:33:00Z");

  @Test
  void goesForwardFromTheSystemsTime() {
    SteadyClock clock = new SteadyClock();
    Instant before = clock.instant();
    assertThat(Duration.between(before, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));
    assertThat(clock.instant()).isAfterOrEqualTo(before);
  }

  @Test
  void aStepOfTheSystemsClockIsNoneOfItsOwn() {
    HandClock system = new HandClock(START);
    AtomicLong nanos = new AtomicLong(-5);
    SteadyClock clock = new SteadyClock(system, nanos::get);

    system.advance(Duration.ofHours(5));
    assertThat(clock.instant()).isEqualTo(START);
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    system.advance(Duration.ofHours(-10));
    assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofMinutes(1)));
  }

  @Test
  void aStepOfTheSystemsClockMovesNoWaitAndYetIsInTheInstantThatARunIsParkedTo() throws Exception {
    HandClock steady = new HandClock(START);
    HandClock system = new HandClock(START);
    Gate gate = new Gate(Optional.of(Quota.parse("1/h")), steady, system);
    gate.enter(ANYBODY, Duration.ZERO, () -> false);
    gate.leave();

    system.advance(Duration.ofHours(5));
    assertThat(parkedUntil(gate)).isEqualTo(START.plus(Duration.ofHours(6)));
    steady.advance(Duration.ofHours(1));
    system.advance(Duration.ofHours(-5));
    gate.enter(ANYBODY, Duration.ZERO, () -> false);
  }

  private static Instant parkedUntil(Gate gate) throws InterruptedException {
    try {
      gate.enter(ANYBODY, Duration.ZERO, () -> false);
      throw new AssertionError("the gate is open");
    } catch (ParkedException e) {
      return e.notBefore();
    }
  }
}
