package dev.caravan.pull.watermark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarkFormatTest {
  private static final ZoneId ZURICH = ZoneId.of("Europe/Zurich");
  private static final MarkFormat ISO = format("iso");

  @ParameterizedTest
  @CsvSource({
    "2025-04-12T09:33:00Z, 2025-04-12T09:33:00Z",
    "2025-04-12t09:33:00z, 2025-04-12T09:33:00Z",
    "2025-04-12T09:33Z, 2025-04-12T09:33:00Z",
    "2025-04-12T11:33:00+02:00, 2025-04-12T09:33:00Z",
    "2025-04-12T11:33:00.000+0200, 2025-04-12T09:33:00Z",
    "2025-04-12T11:33:00+02, 2025-04-12T09:33:00Z",
    "2025-04-12T04:03:00-05:30, 2025-04-12T09:33:00Z",
    "2025-04-12T09:33:00+0000, 2025-04-12T09:33:00Z",
    "2025-04-12T11:33:00+02:00[Europe/Zurich], 2025-04-12T09:33:00Z",
    "2025-04-12 09:33:00Z, 2025-04-12T09:33:00Z",
    "2025-04-12 09:33:00+00:00, 2025-04-12T09:33:00Z",
    "'2025-04-12T09:33:00,060Z', 2025-04-12T09:33:00.060Z",
    "2025-04-12T09:33:00.060Z, 2025-04-12T09:33:00.060Z",
    "2025-04-12T09:33:00.0000001Z, 2025-04-12T09:33:00.0000001Z",
    "2025-04-12T09:33:00.123456789Z, 2025-04-12T09:33:00.123456789Z",
    "2025-04-12T11:33:00, 2025-04-12T09:33:00Z",
    "2025-01-12T10:33:00, 2025-01-12T09:33:00Z",
    "1969-12-31T23:59:59.5Z, 1969-12-31T23:59:59.500Z"
  })
  void isoIsReadWithAnyOffsetAndFraction(String text, Instant instant) {
    assertThat(ISO.read(text)).hasValueSatisfying(is(instant));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2025-04-12T09:33:00Z",
        "2025-04-12T09:33:00.060Z",
        "2025-04-12T09:33:00.000000Z",
        "2025-04-12T09:33:00.123456789Z",
        "2025-04-12T11:33:00+02:00",
        "2025-04-12T11:33:00.063+02:00",
        "2025-04-12T11:33:00.000+0200",
        "2025-04-12T09:33:00+00:00",
        "2025-04-12T09:33:00.000+0000",
        "2025-04-12T04:03:00-05:30",
        "2025-04-12T11:33:00+02",
        "2025-04-12 09:33:00Z",
        "2025-04-12 11:33:00",
        "2025-04-12T11:33:00",
        "2025-04-12T11:33:00.5"
      })
  void isoIsSentBackAsItCame(String text) {
    assertThat(ISO.write(ISO.read(text).orElseThrow(), text)).isEqualTo(text);
  }

  @Test
  void whatTheFormCannotHoldIsCutOffNeverRoundedUp() {
    BigDecimal number = seconds("2025-04-12T09:33:59.999999Z");
    assertThat(ISO.write(number, "2025-01-01T00:00:00Z")).isEqualTo("2025-04-12T09:33:59Z");
    assertThat(ISO.write(number, "2025-01-01T00:00:00.000Z")).isEqualTo("2025-04-12T09:33:59.999Z");
    assertThat(ISO.write(number, "")).isEqualTo("2025-04-12T09:33:59Z");
    assertThat(format("epoch").write(number, "")).isEqualTo("1744450439");
    assertThat(format("epoch-ms").write(number, "")).isEqualTo("1744450439999");
    assertThat(format("date").write(number, "")).isEqualTo("2025-04-12");
  }

  @ParameterizedTest
  @CsvSource({
    "2025-04-12T09:33:00.060Z, 2025-04-12T09:33:00.063Z",
    "2025-04-12T09:33:00Z, 2025-04-12T09:33:00.060Z",
    "2025-04-12T11:32:59+02:00, 2025-04-12T09:33:00Z",
    "2025-04-12T09:33:00Z, 2025-04-12T04:34:00-05:00"
  })
  void earlierIsLessHoweverItIsWritten(String earlier, String later) {
    assertThat(ISO.read(earlier).orElseThrow()).isLessThan(ISO.read(later).orElseThrow());
  }

  @ParameterizedTest
  @CsvSource({
    "epoch, 1744450380, 2025-04-12T09:33:00Z",
    "epoch, 1744450380.063, 2025-04-12T09:33:00.063Z",
    "epoch, 0, 1970-01-01T00:00:00Z",
    "epoch-ms, 1744450380063, 2025-04-12T09:33:00.063Z",
    "date, 2025-04-12, 2025-04-11T22:00:00Z",
    "dd/MM/uuuu HH:mm:ss, 12/04/2025 11:33:00, 2025-04-12T09:33:00Z",
    "dd.MM.yyyy, 12.04.2025, 2025-04-11T22:00:00Z",
    "EEE MMM d HH:mm:ss Z uuuu, Sat Apr 12 11:33:00 +0200 2025, 2025-04-12T09:33:00Z"
  })
  void otherFormsAreReadAndSentBack(String format, String text, Instant instant) {
    assertThat(format(format).read(text)).hasValueSatisfying(is(instant));
    String written = format(format).write(MarkFormat.seconds(instant), text);
    assertThat(written).isEqualTo(format.equals("epoch") ? text.replaceAll("\\..*", "") : text);
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 2025-04-12",
    "iso, 1744450380",
    "iso, 2025-02-30T00:00:00Z",
    "iso, ''",
    "epoch, 2025-04-12T09:33:00Z",
    "epoch, 12a",
    "epoch, ''",
    "date, 12.04.2025",
    "dd/MM/uuuu, 31/31/2025",
    "number, C-7",
    "number, true",
    "number, ''"
  })
  void anotherFormIsNotRead(String format, String text) {
    assertThat(format(format).read(text)).isEmpty();
  }

  @Test
  void numbersAreOrderedAsNumbers() {
    MarkFormat number = format("number");
    assertThat(number.read("9").orElseThrow()).isLessThan(number.read("10").orElseThrow());
    assertThat(number.read("99999999999999999999").orElseThrow())
        .isLessThan(number.read("100000000000000000000").orElseThrow());
    assertThat(number.write(new BigDecimal("1E+3"), "")).isEqualTo("1000");
    assertThat(number.isTime()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "iso, 2025-04-12T09:33:00Z, 1",
    "iso, 2025-04-12T09:33:00.060Z, 0.001",
    "iso, 2025-04-12T11:33:00.000000+02:00, 0.000001",
    "iso, '', 1",
    "epoch, 1, 1",
    "epoch-ms, 1, 0.001",
    "date, 2025-04-12, 86400",
    "dd/MM/uuuu HH:mm:ss, x, 1",
    "number, 7, 1"
  })
  void theUnitIsTheSmallestStepOfTheForm(String format, String like, BigDecimal unit) {
    assertThat(format(format).unit(like)).isEqualByComparingTo(unit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"isoo", "HH:mm b", "{", "uuuu-MM-dd'T"})
  void aFormThatDoesNotExistIsNamed(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MarkFormat.parse("watermarkFormat", text, ZURICH))
        .withMessageContaining("watermarkFormat '" + text + "'")
        .withMessageContaining("iso, epoch, epoch-ms, date, number");
  }

  private static java.util.function.Consumer<BigDecimal> is(Instant instant) {
    return number -> assertThat(MarkFormat.instant(number)).isEqualTo(instant);
  }

  private static BigDecimal seconds(String instant) {
    return MarkFormat.seconds(Instant.parse(instant));
  }

  private static MarkFormat format(String text) {
    return MarkFormat.parse("watermarkFormat", text, ZURICH);
  }
}
