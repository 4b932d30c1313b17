package dev.caravan.config.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EveryTest {
  @ParameterizedTest
  @CsvSource({
    "15m, 2025-04-12T09:33:00Z, 2025-04-12T09:48:00Z",
    "cron 0 6 * * *, 2025-04-12T09:33:00Z, 2025-04-13T06:00:00Z",
    "cron 0 6 * * *, 2025-04-12T06:00:00Z, 2025-04-13T06:00:00Z",
    "cron 0 6 * * *, 2025-04-12T05:59:59.999Z, 2025-04-12T06:00:00Z",
    "cron */20 * * * *, 2025-04-12T09:33:00Z, 2025-04-12T09:40:00Z",
    // A Saturday.
    "cron 0 6 * * MON-FRI, 2025-04-12T09:33:00Z, 2025-04-14T06:00:00Z",
    "cron 0 6 1 * *, 2025-04-12T09:33:00Z, 2025-05-01T06:00:00Z",
    "cron 0 6 * * * Europe/Berlin, 2025-04-12T09:33:00Z, 2025-04-13T04:00:00Z",
    // In the night in which the clock goes forward there is no such time; see the hour after it.
    "cron 30 2 * * * Europe/Berlin, 2025-03-29T12:00:00Z, 2025-03-31T00:30:00Z",
    "cron 30 3 * * * Europe/Berlin, 2025-03-29T12:00:00Z, 2025-03-30T01:30:00Z",
    "15m not between 22:00 and 06:00, 2025-04-12T21:40:00Z, 2025-04-12T21:55:00Z",
    "15m not between 22:00 and 06:00, 2025-04-12T21:45:00Z, 2025-04-13T06:00:00Z",
    "15m not between 22:00 and 06:00, 2025-04-13T03:00:00Z, 2025-04-13T06:00:00Z",
    "15m not between 22:00 and 06:00, 2025-04-13T05:45:00Z, 2025-04-13T06:00:00Z",
    "15m not between 9:00 and 17:00 America/New_York, 2025-04-12T14:00:00Z, 2025-04-12T21:00:00Z",
    "cron 0 * * * * not between 8:30 and 18:00, 2025-04-12T08:00:00Z, 2025-04-12T18:00:00Z",
    "cron 0 6 * * * Asia/Tokyo not between 20:00 and 22:00, 2025-04-12T00:00:00Z, 2025-04-12T22:00:00Z",
  })
  void theNextRunStartsThen(String text, Instant start, Instant next) {
    assertThat(Every.parse(text).next(start)).isEqualTo(next);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0m",
        "soon",
        "cron",
        "cron 0 6 * *",
        "cron 0 0 6 * * *",
        "cron 61 6 * * *",
        "cron 0 6 * * * Europe/Nowhere",
        "cron 0 6 30 2 *",
        "15m not between 22:00",
        "15m not between 22:00 and 25:00",
        "15m not between 22:00 and 22:00",
        "15m not between 22 and 6",
        "0 6 * * *",
      })
  void namesWhatIsNoSchedule(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Every.parse(text))
        .withMessageContaining("every '" + text + "'")
        .withMessageContaining("cron 0 6 * * *");
  }

  @Test
  void theMeanOfTimesIsThatOfFourWeeks() {
    Instant from = Instant.parse("2025-04-07T00:00:00Z");
    assertThat(Every.parse("cron 0 6 * * MON-FRI").mean(from))
        .isBetween(Duration.ofHours(33), Duration.ofHours(34));
    assertThat(Every.parse("cron * * * * *").mean(from)).isEqualTo(Duration.ofMinutes(1));
    assertThat(Every.parse("15m").mean(from)).isEqualTo(Duration.ofMinutes(15));
  }
}
