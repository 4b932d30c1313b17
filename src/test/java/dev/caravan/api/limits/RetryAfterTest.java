package dev.caravan.api.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
  private static final String DATE = "Sat, 12 Apr 2025 09:33:00 GMT";
  private static final Instant SERVER = Instant.parse("2025-04-12T09:33:00Z");

  /** Our own clock is an hour ahead of the server's. */
  private static final Instant NOW = SERVER.plusSeconds(3_600);

  @ParameterizedTest
  @CsvSource({"1, PT1S", "120, PT2M", "86400, PT24H", "999999999, PT277777H46M39S"})
  void secondsAreWaited(String text, Duration wait) {
    assertThat(RetryAfter.in(Map.of("Retry-After", text), NOW)).contains(wait);
  }

  @ParameterizedTest
  @CsvSource({"1.5, PT1.5S", "0.25, PT0.25S", "30.000, PT30S", "2.123456789, PT2.123S"})
  void fractionalSecondsAreHonoured(String text, Duration wait) {
    assertThat(RetryAfter.in(Map.of("Retry-After", text), NOW)).contains(wait);
  }

  @Test
  void aDateIsMeasuredAgainstTheServersOwnDate() {
    assertThat(
            RetryAfter.in(
                Map.of("Date", DATE, "Retry-After", "Sat, 12 Apr 2025 09:35:00 GMT"), NOW))
        .contains(Duration.ofMinutes(2));
  }

  @Test
  void aDateIsMeasuredAgainstOurClockWhenTheServerSendsNone() {
    assertThat(RetryAfter.in(Map.of("Retry-After", "Sat, 12 Apr 2025 10:34:00 GMT"), NOW))
        .contains(Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry-after", "RETRY-AFTER", "Retry-after"})
  void theHeaderIsFoundInAnyLetterCase(String name) {
    assertThat(RetryAfter.in(Map.of(name, " 7 "), NOW)).contains(Duration.ofSeconds(7));
  }

  @Test
  void theDateIsReadInAnyLetterCase() {
    assertThat(
            RetryAfter.in(
                Map.of("DATE", DATE, "Retry-After", "sat, 12 apr 2025 09:33:10 gmt"), NOW))
        .contains(Duration.ofSeconds(10));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Saturday, 12-Apr-25 09:35:00 GMT",
        "Sat Apr 12 09:35:00 2025",
        "sat apr 12 09:35:00 2025"
      })
  void theObsoleteDatesOfRfc9110AreRead(String text) {
    assertThat(RetryAfter.in(Map.of("Date", DATE, "Retry-After", text), NOW))
        .contains(Duration.ofMinutes(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0.0", "0.0001", DATE, "Sat, 12 Apr 2025 09:32:59 GMT"})
  void zeroAndPastDatesSayNothing(String text) {
    assertThat(RetryAfter.in(Map.of("Date", DATE, "Retry-After", text), NOW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "-0.5",
        "soon",
        "1,5",
        "1e3",
        "+5",
        "0x10",
        "NaN",
        "Infinity",
        "1.",
        ".5",
        "99999999999999999999",
        "12 Apr",
        "Sat, 99 Apr 2025 09:33:00 GMT",
        "120 seconds"
      })
  void negativeAndGarbageSayNothing(String text) {
    assertThat(RetryAfter.in(Map.of("Date", DATE, "Retry-After", text), NOW)).isEmpty();
  }

  @Test
  void aDateHeaderThatIsGarbageIsReplacedByOurClock() {
    assertThat(
            RetryAfter.in(
                Map.of("Date", "yesterday", "Retry-After", "Sat, 12 Apr 2025 10:33:05 GMT"), NOW))
        .contains(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "1744450425, PT45S",
    "1744450425000, PT45S",
    "1744450425500, PT45.5S",
    "45, PT45S",
    "45.5, PT45.5S",
    "86400, PT24H",
    "'Sat, 12 Apr 2025 09:33:45 GMT', PT45S",
  })
  void aResetIsToldApartByItsSizeAndMeasuredAgainstTheServersDate(String reset, Duration wait) {
    for (String prefix : new String[] {"X-RateLimit-", "x-ratelimit-", "RateLimit-"}) {
      Map<String, String> headers =
          Map.of("Date", DATE, prefix + "Remaining", "0", prefix + "Reset", reset);
      assertThat(RetryAfter.in(headers, NOW)).as(prefix).contains(wait);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1744450380", "1744450379", "1744450380000", "0", "-5", "tomorrow", ""})
  void aResetThatIsPastOrGarbageSaysNothing(String reset) {
    Map<String, String> headers =
        Map.of("Date", DATE, "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", reset);
    assertThat(RetryAfter.in(headers, NOW)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "100", "", "none"})
  void aResetSaysNothingWhileRequestsRemain(String remaining) {
    Map<String, String> headers =
        Map.of("Date", DATE, "X-RateLimit-Remaining", remaining, "X-RateLimit-Reset", "45");
    assertThat(RetryAfter.in(headers, NOW)).isEmpty();
  }

  @Test
  void aResetSaysNothingWhenTheServerDoesNotSayWhatRemains() {
    assertThat(RetryAfter.in(Map.of("Date", DATE, "X-RateLimit-Reset", "45"), NOW)).isEmpty();
  }

  @Test
  void retryAfterCountsMoreThanTheReset() {
    Map<String, String> headers =
        Map.of("Retry-After", "3", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "45");
    assertThat(RetryAfter.in(headers, NOW)).contains(Duration.ofSeconds(3));
  }

  @Test
  void theResetCountsWhenRetryAfterIsGarbage() {
    Map<String, String> headers =
        Map.of("Retry-After", "soon", "X-RateLimit-Remaining", "0", "X-RateLimit-Reset", "45");
    assertThat(RetryAfter.in(headers, NOW)).contains(Duration.ofSeconds(45));
  }

  @Test
  void noHeadersSayNothing() {
    assertThat(RetryAfter.in(Map.of(), NOW)).isEmpty();
  }
}
