package dev.caravan.api.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the headers of responses do to a gate, for every thread. */
@Timeout(30)
class ToldGateTest {
  private static final Entrant ANYBODY = new Entrant("items", 1);

  private static final Duration LONGEST = Duration.ofHours(1);

  private final HandClock clock = new HandClock(Instant.parse("2025-04-12T09:33:00Z"));
  private final Gate gate = new Gate(Optional.empty(), clock, clock);

  @Test
  void aHeaderPausesTheApiUnlessItAsksForLongerThanAnyoneMeans() {
    gate.pauseAsAsked(Map.of("Retry-After", "3601"), LONGEST);
    assertThatCode(this::enter).doesNotThrowAnyException();
    gate.pauseAsAsked(Map.of("Retry-After", "3600"), LONGEST);
    assertThatThrownBy(this::enter).isInstanceOf(ParkedException.class);
  }

  @Test
  void learningFromAResponseLeavesTheGateOpenForOtherThreads() {
    gate.learn(Map.of(), LONGEST);
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> assertThatCode(this::enter).doesNotThrowAnyException());
    assertThat(other).succeedsWithin(Duration.ofSeconds(20));
  }

  private void enter() throws InterruptedException {
    gate.enter(ANYBODY, Duration.ZERO, () -> false);
  }
}
