package dev.caravan.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.limits.Quota;
import dev.caravan.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When discover may ask again, by a clock that moves by hand. */
class AskingTurnTest {
  private final HandClock clock = new HandClock(Instant.EPOCH);
  private final List<Duration> waited = new ArrayList<>();

  private AskingTurn turn(String quota) {
    return new AskingTurn(
        Optional.of(quota).filter(text -> !text.isEmpty()).map(Quota::parse),
        clock,
        time -> {
          waited.add(time);
          clock.advance(time);
        });
  }

  @Test
  void noWindowHoldsMoreThanTheQuota() throws InterruptedException {
    AskingTurn turn = turn("2/10s");
    for (int i = 0; i < 5; i++) {
      turn.await();
      clock.advance(Duration.ofSeconds(1));
      turn.answered();
    }
    assertThat(waited).containsExactly(Duration.ofMillis(9_001), Duration.ofMillis(9_001));
  }

  @Test
  void aPauseThatTheApiAskedForIsKeptAndNeverShortened() throws InterruptedException {
    AskingTurn turn = turn("");
    turn.pause(Duration.ofSeconds(30));
    turn.pause(Duration.ofSeconds(1));
    turn.await();
    turn.await();
    assertThat(waited).containsExactly(Duration.ofMillis(30_001));
  }
}
