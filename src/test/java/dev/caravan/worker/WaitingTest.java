package dev.caravan.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How long a worker waits at a time for what is away. */
class WaitingTest {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  @Test
  void eachWaitIsTwiceTheOneBeforeAndNoneIsLongerThanTheDocumentedOne() {
    assertThat(IntStream.range(0, 7).mapToObj(Waiting::backoff).map(Duration::toSeconds))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L, 30L);
    assertThat(IntStream.of(100, 10_000, Integer.MAX_VALUE).mapToObj(Waiting::backoff))
        .containsOnly(LONGEST);
  }

  @Test
  void anApiThatParksForLongIsAskedSoonerByAWorker() {
    assertThat(Waiting.atMost(Duration.ofDays(365))).isEqualTo(LONGEST);
    assertThat(Waiting.atMost(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
  }
}
