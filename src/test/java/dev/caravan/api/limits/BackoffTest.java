package dev.caravan.api.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.HandRandom;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackoffTest {
  private final Backoff longest = new Backoff(HandRandom.GREATEST);
  private final Backoff shortest = new Backoff(HandRandom.LEAST);

  @ParameterizedTest
  @CsvSource({
    "0, 1",
    "1, 2",
    "2, 4",
    "3, 8",
    "4, 16",
    "5, 32",
    "6, 60",
    "7, 60",
    "31, 60",
    "32, 60",
    "63, 60",
    "64, 60",
    "100, 60",
    "2147483647, 60"
  })
  void theLongestWaitDoublesFromOneSecondToSixty(int before, long seconds) {
    assertThat(longest.delay(before)).isEqualTo(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 6, 100})
  void theShortestWaitIsNeverAHotLoop(int before) {
    assertThat(shortest.delay(before)).isEqualTo(Duration.ofMillis(100));
  }

  @Test
  void theJitterIsFull() {
    Backoff backoff = new Backoff(new Random(1));
    double mean =
        IntStream.range(0, 10_000)
            .mapToLong(i -> backoff.delay(4).toMillis())
            .average()
            .orElseThrow();
    assertThat(mean).isBetween(7_800.0, 8_300.0);
  }

  @ParameterizedTest
  @CsvSource({"PT1S, PT1.1S", "PT5S, PT5.5S", "PT10S, PT11S", "PT1H, PT1H1S", "PT24H, PT24H1S"})
  void onTopOfTheServersWordComesATenthButNoMoreThanASecond(Duration word, Duration most) {
    assertThat(longest.onTopOf(word)).isEqualTo(most);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0.001S", "PT1S", "PT60S", "PT24H"})
  void theServersWordIsNeverShortened(Duration word) {
    assertThat(shortest.onTopOf(word)).isEqualTo(word);
  }
}
