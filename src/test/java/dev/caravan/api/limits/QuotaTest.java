package dev.caravan.api.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaTest {
  @ParameterizedTest
  @CsvSource({
    "1000/h, 1000, PT1H",
    "5/s, 5, PT1S",
    "100/10s, 100, PT10S",
    "60/m, 60, PT1M",
    "60/min, 60, PT1M",
    "7/15min, 7, PT15M",
    "50000/d, 50000, PT24H",
    "' 10 / 2 h ', 10, PT2H",
    "999999999/999999d, 999999999, PT23999976H",
  })
  void readsRequestsPerPeriod(String text, int requests, Duration period) {
    assertThat(Quota.parse(text)).isEqualTo(new Quota(requests, period));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1000", "1000/", "/h", "1000/x", "-1/h", "1.5/h", "1000/h/h", "1000000000/h"})
  void rejectsWhatIsNoQuotaAndShowsTheForm(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quota.parse(text))
        .withMessageContaining("'" + text + "'")
        .withMessageContaining("1000/h");
  }

  @Test
  void rejectsNoRequestsAtAllWithTheLeast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quota.parse("0/h"))
        .withMessageContaining("'0/h'")
        .withMessageContaining("the least is 1");
  }

  @Test
  void rejectsAPeriodOfZeroWithTheLeast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Quota.parse("10/0s"))
        .withMessageContaining("'10/0s'")
        .withMessageContaining("the least is 1s");
  }
}
