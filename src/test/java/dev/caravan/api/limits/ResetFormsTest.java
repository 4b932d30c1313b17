package dev.caravan.api.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResetFormsTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");

  @ParameterizedTest
  @CsvSource({
    "1744450425.5, PT45.5S",
    "2025-04-12T09:33:45Z, PT45S",
    "2025-04-12T11:33:45+02:00, PT45S",
    "45, PT45S"
  })
  void aResetWithAFractionOrAsAnIsoDateIsHonoured(String reset, Duration wait) {
    for (String spent : new String[] {"0", "0.0"}) {
      assertThat(
              RetryAfter.in(
                  Map.of("X-RateLimit-Remaining", spent, "X-RateLimit-Reset", reset), NOW))
          .contains(wait);
    }
  }
}
