package dev.caravan.work;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.health.HealthCheck.Result;
import org.apache.camel.health.HealthCheck.State;
import org.junit.jupiter.api.Test;

class WorkersHealthTest {
  private final WorkersHealth health = new WorkersHealth();

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
  void aConsumerThatIsNoMoreIsWaitedForByNobody() {
    health.waits("payments", "first", "the database is away");
    health.leaves("payments", "first");
    assertThat(health.call().getState()).isEqualTo(State.UP);
  }
}
