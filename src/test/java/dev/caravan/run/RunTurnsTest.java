package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RunTurnsTest {
  private final HandClock clock = new HandClock(Instant.parse("2025-04-12T09:33:00Z"));
  private final RunTurns turns = new RunTurns(clock);

  @Test
  void anyNumberRunsAtOnceWhenNoneIsSet() {
    assertThat(turns.take("a")).isTrue();
    assertThat(turns.take("b")).isTrue();
    assertThatThrownBy(() -> turns.setMost(-1)).hasMessageContaining("caravan.max-runs -1");
  }

  @Test
  void whoCameFirstIsNextWhoeverAsksFirst() {
    turns.setMost(2);
    assertThat(turns.take("a")).isTrue();
    assertThat(turns.take("b")).isTrue();
    assertThat(turns.take("c")).isFalse();
    assertThat(turns.take("d")).isFalse();

    turns.give("a");
    assertThat(turns.take("d")).isFalse();
    assertThat(turns.take("a")).isFalse();
    assertThat(turns.take("c")).isTrue();
    turns.give("b");
    assertThat(turns.take("a")).isFalse();
    assertThat(turns.take("d")).isTrue();
  }

  @Test
  void whoDoesNotAskAgainKeepsNobodyWaiting() {
    turns.setMost(1);
    turns.take("a");
    assertThat(turns.take("moves")).isFalse();
    assertThat(turns.take("stays")).isFalse();
    turns.give("a");
    for (int second = 0; second < 5; second++) {
      clock.advance(Duration.ofSeconds(1));
      assertThat(turns.take("stays")).isFalse();
    }
    clock.advance(Duration.ofSeconds(1));
    assertThat(turns.take("stays")).isTrue();
  }
}
