package dev.caravan.pull.watermark;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * The form in which an API writes its marks. A mark is a number behind every form, seconds since
 * 1970 or the id itself, so that marks are compared exactly and never as text.
 */
sealed interface MarkFormat
    permits IsoFormat, MarkFormat.Epoch, MarkFormat.Formatted, MarkFormat.Numeric {
  /** Seconds of a day, an hour, a minute. */
  long DAY = 86_400;

  long HOUR = 3_600;
  long MINUTE = 60;
  BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  /** The number behind a mark; empty when the text is not of this form. */
  Optional<BigDecimal> read(String text);

  /**
   * A number in the API's own form; what the form cannot hold is cut off.
   *
   * @param like a mark of that API, whose offset and digits are kept; empty when none is known
   */
  String write(BigDecimal number, String like);

  /** The same with as many digits as the number needs, where the form has room for them. */
  default String exact(BigDecimal number, String like) {
    return write(number, like);
  }

  /** Whether no mark of the form can lie between two that are one {@link #unit} apart. */
  default boolean isWhole() {
    return true;
  }

  /** The smallest step between two marks of the form. */
  BigDecimal unit(String like);

  /** Whether marks are instants, so that a look-back is a duration. */
  default boolean isTime() {
    return true;
  }

  /** Seconds since 1970, or milliseconds. */
  record Epoch(int digits) implements MarkFormat {
    @Override
    public Optional<BigDecimal> read(String text) {
      return number(text).map(value -> value.movePointLeft(digits));
    }

    @Override
    public String write(BigDecimal number, String like) {
      return number.movePointRight(digits).setScale(0, RoundingMode.FLOOR).toPlainString();
    }

    @Override
    public BigDecimal unit(String like) {
      return BigDecimal.ONE.movePointLeft(digits);
    }
  }

  /** A date or time by a pattern of {@link DateTimeFormatter}, in a declared zone. */
  record Formatted(DateTimeFormatter formatter, ZoneId zone, BigDecimal unit)
      implements MarkFormat {
    static Formatted of(String pattern, ZoneId zone) {
      return new Formatted(
          DateTimeFormatter.ofPattern(pattern, Locale.ROOT),
          zone,
          BigDecimal.valueOf(smallest(pattern.replaceAll("'[^']*'", ""))));
    }

    /** The seconds of the smallest field of a pattern. */
    private static long smallest(String pattern) {
      if (pattern.matches(".*[sSAnN].*")) {
        return 1;
      }
      return pattern.contains("m") ? MINUTE : pattern.matches(".*[HhKk].*") ? HOUR : DAY;
    }

    @Override
    public Optional<BigDecimal> read(String text) {
      try {
        TemporalAccessor parsed = formatter.parse(text);
        if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
          return Optional.of(seconds(Instant.from(parsed)));
        }
        LocalDate date = LocalDate.from(parsed);
        return Optional.of(
            seconds(
                parsed.isSupported(ChronoField.SECOND_OF_DAY)
                    ? LocalDateTime.from(parsed).atZone(zone).toInstant()
                    : date.atStartOfDay(zone).toInstant()));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    @Override
    public String write(BigDecimal number, String like) {
      return formatter.format(instant(number).atZone(zone));
    }

    @Override
    public BigDecimal unit(String like) {
      return unit;
    }
  }

  /** An id or a sequence number. */
  record Numeric() implements MarkFormat {
    @Override
    public Optional<BigDecimal> read(String text) {
      return number(text);
    }

    @Override
    public String write(BigDecimal number, String like) {
      return number.toPlainString();
    }

    @Override
    public BigDecimal unit(String like) {
      return BigDecimal.ONE;
    }

    @Override
    public boolean isTime() {
      return false;
    }
  }

  /**
   * Reads the kamelet's parameter.
   *
   * @param parameter its name, for the error
   * @param text {@code iso}, {@code epoch}, {@code epoch-ms}, {@code date}, {@code number} or a
   *     pattern
   * @throws IllegalArgumentException when it is none of them
   */
  static MarkFormat parse(String parameter, String text, ZoneId zone) {
    return switch (text) {
      case "iso" -> new IsoFormat(zone);
      case "epoch" -> new Epoch(0);
      case "epoch-ms" -> new Epoch(3);
      case "date" -> Formatted.of("uuuu-MM-dd", zone);
      case "number" -> new Numeric();
      default -> {
        try {
          yield Formatted.of(text, zone);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              parameter
                  + " '"
                  + text
                  + "' is neither iso, epoch, epoch-ms, date, number nor a pattern of Java's"
                  + " DateTimeFormatter such as dd/MM/uuuu HH:mm:ss: "
                  + e.getMessage(),
              e);
        }
      }
    };
  }

  /** An instant as seconds since 1970. */
  static BigDecimal seconds(Instant instant) {
    return BigDecimal.valueOf(instant.getEpochSecond())
        .add(BigDecimal.valueOf(instant.getNano()).divide(NANOS));
  }

  /** Seconds since 1970 as an instant. */
  static Instant instant(BigDecimal seconds) {
    BigDecimal whole = seconds.setScale(0, RoundingMode.FLOOR);
    return Instant.ofEpochSecond(
        whole.longValueExact(), seconds.subtract(whole).multiply(NANOS).longValue());
  }

  private static Optional<BigDecimal> number(String text) {
    return text.matches("-?\\d{1,40}(\\.\\d{1,40})?")
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }
}
