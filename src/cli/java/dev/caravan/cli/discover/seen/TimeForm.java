package dev.caravan.cli.discover.seen;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.Optional;

/** The form in which a field tells a time. */
public enum TimeForm {
  ISO("iso"),
  EPOCH("epoch"),
  EPOCH_MS("epoch-ms"),
  DATE("date");

  private final String parameter;

  TimeForm(String parameter) {
    this.parameter = parameter;
  }

  /** As watermarkFormat names it. */
  public String parameter() {
    return parameter;
  }

  /** Seconds since 1970; empty when a value is not of the form. */
  public Optional<BigDecimal> read(Object value) {
    String text = String.valueOf(value);
    try {
      return switch (this) {
        case ISO -> {
          OffsetDateTime time = OffsetDateTime.parse(text);
          yield Optional.of(
              BigDecimal.valueOf(time.toEpochSecond()).add(BigDecimal.valueOf(time.getNano(), 9)));
        }
        case DATE -> Optional.of(BigDecimal.valueOf(LocalDate.parse(text).toEpochDay()));
        case EPOCH ->
            text.matches("[12]\\d{9}(\\.\\d{1,9})?")
                ? Optional.of(new BigDecimal(text))
                : Optional.empty();
        case EPOCH_MS ->
            text.matches("[12]\\d{12}")
                ? Optional.of(new BigDecimal(text).movePointLeft(3))
                : Optional.empty();
      };
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
