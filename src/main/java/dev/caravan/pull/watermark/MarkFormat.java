package dev.caravan.pull.watermark;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;

/**
 * The form in which an API writes its marks. A mark is a number behind every form, seconds since
 * 1970 or the id itself, so that marks are compared exactly and never as text.
 */
sealed interface MarkFormat {
  BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000L);

  /** The number behind a mark; empty when the text is not of this form. */
  Optional<BigDecimal> read(String text);

  /**
   * A number in the API's own form; what the form cannot hold is cut off.
   *
   * @param like a mark of that API, whose offset and digits are kept; empty when none is known
   */
  String write(BigDecimal number, String like);

  /** The smallest step between two marks of the form. */
  BigDecimal unit(String like);

  /** Whether marks are instants, so that a look-back is a duration. */
  default boolean isTime() {
    return true;
  }

  /** ISO 8601 with an offset and any fraction; without an offset in a declared zone. */
  record Iso(ZoneId zone) implements MarkFormat {
    @Override
    public Optional<BigDecimal> read(String text) {
      try {
        TemporalAccessor time =
            DateTimeFormatter.ISO_DATE_TIME.parseBest(
                text.replace(' ', 'T'), OffsetDateTime::from, LocalDateTime::from);
        return Optional.of(
            seconds(
                time instanceof LocalDateTime local
                    ? local.atZone(zone).toInstant()
                    : Instant.from(time)));
      } catch (DateTimeException e) {
        return Optional.empty();
      }
    }

    @Override
    public String write(BigDecimal number, String like) {
      boolean local = !like.isEmpty() && !like.matches(".*(Z|[+-]\\d{2}:?\\d{2})$");
      ZoneOffset offset = offset(like);
      OffsetDateTime time = instant(number).atZone(local ? zone : offset).toOffsetDateTime();
      String text =
          DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).format(time)
              + fraction(time.getNano(), digits(like));
      return local ? text : text + (offset.equals(ZoneOffset.UTC) ? "Z" : offset.getId());
    }

    @Override
    public BigDecimal unit(String like) {
      return BigDecimal.ONE.movePointLeft(digits(like));
    }

    private static ZoneOffset offset(String like) {
      try {
        return like.isEmpty() ? ZoneOffset.UTC : OffsetDateTime.parse(like).getOffset();
      } catch (DateTimeException e) {
        return ZoneOffset.UTC;
      }
    }

    private static int digits(String like) {
      int dot = like.indexOf('.');
      int end = dot + 1;
      while (dot >= 0 && end < like.length() && Character.isDigit(like.charAt(end))) {
        end++;
      }
      return dot < 0 ? 0 : Math.min(end - dot - 1, 9);
    }

    private static String fraction(int nanos, int digits) {
      return digits == 0 ? "" : "." + String.format("%09d", nanos).substring(0, digits);
    }
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
  record Pattern(DateTimeFormatter formatter, ZoneId zone, BigDecimal unit) implements MarkFormat {
    static Pattern of(String pattern, ZoneId zone) {
      boolean onlyDate = !pattern.matches(".*[HhmsSnN].*");
      return new Pattern(
          DateTimeFormatter.ofPattern(pattern, Locale.ROOT),
          zone,
          BigDecimal.valueOf(onlyDate ? 86_400 : 1));
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
   * @param text {@code iso}, {@code epoch}, {@code epoch-ms}, {@code date}, {@code number} or a
   *     pattern
   * @throws IllegalArgumentException when it is none of them
   */
  static MarkFormat parse(String text, ZoneId zone) {
    return switch (text) {
      case "iso" -> new Iso(zone);
      case "epoch" -> new Epoch(0);
      case "epoch-ms" -> new Epoch(3);
      case "date" -> Pattern.of("uuuu-MM-dd", zone);
      case "number" -> new Numeric();
      default -> {
        try {
          yield Pattern.of(text, zone);
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              "watermarkFormat '"
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
