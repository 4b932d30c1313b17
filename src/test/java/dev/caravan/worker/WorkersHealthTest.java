package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.junit.jupiter.api.Test;

class WorkersHealthTest {
  private final HandClock clock = new HandClock(Instant.EPOCH);
  private final WorkersHealth health = new WorkersHealth(clock);

  @Test
  void aConsumerThatWorksDoesNotHideThatAnotherOfItsWorkerWaits() {
    assertThat(health.waits("payments", "first", "the database is away")).isZero();
    health.works("payments", "second");

    Result result = health.call();
    assertThat(result.getState()).isEqualTo(State.DOWN);
    assertThat(result.getDetails()).containsEntry("payments", "waits: the database is away");

    assertThat(health.waits("payments", "first", "the database is away")).isEqualTo(1);
    health.works("payments", "first");
    assertThat(health.call().getState()).isEqualTo(State.UP);
    assertThat(health.waits("payments", "first", "again")).isZero();
  }

  @Test
  void aConsumerThatFailedIsMissedUntilTheOneInItsPlaceWorks() {
    health.works("payments", "other");
    health.waits("payments", "first", "a bug");
    health.fails("payments", "first", "a bug");
    health.works("payments", "other");
    assertThat(health.call().getState()).isEqualTo(State.DOWN);

    health.waits("payments", "second", "a bug");
    health.fails("payments", "second", "a bug");
    assertThat(health.call().getState()).isEqualTo(State.DOWN);
    health.works("payments", "third");
    assertThat(health.call().getState()).isEqualTo(State.UP);
  }

  @Test
  void aConsumerInWhosePlaceNoneComesIsMissedForTwoMinutes() {
    health.fails("payments", "first", "a bug");
    clock.advance(Duration.ofMinutes(2));
    assertThat(health.call().getState()).isEqualTo(State.DOWN);
    clock.advance(Duration.ofSeconds(1));
    assertThat(health.call().getState()).isEqualTo(State.UP);
  }

  @Test
  void aConsumerThatIsNoMoreIsWaitedForByNobody() {
    health.waits("payments", "first", "the database is away");
    health.leaves("payments", "first");
    assertThat(health.call().getState()).isEqualTo(State.UP);
  }
}
