package dev.caravan.api;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a server asks to wait: {@code Retry-After} (RFC 9110, seconds or date; fractions are
 * taken), else the reset headers of rate limits when nothing remains. Dates are measured against
 * the answer's own {@code Date}, so a clock that is off does not matter. Whatever is no positive
 * wait says nothing.
 */
final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final Pattern EPOCH = Pattern.compile("\\d{1,15}");
  private static final long LEAST_EPOCH_SECONDS = 1_000_000_000L;
  private static final long LEAST_EPOCH_MILLIS = 100_000_000_000L;

  /** The three forms that RFC 9110, section 5.6.7, tells a recipient to take. */
  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.RFC_1123_DATE_TIME,
          format("EEEE, dd-MMM-yy HH:mm:ss 'GMT'"),
          format("EEE MMM ppd HH:mm:ss yyyy"));

  private RetryAfter() {}

  /**
   * The wait, longer than zero.
   *
   * @param headers of the answer, in any letter case
   * @param now used when the answer has no date
   */
  static Optional<Duration> in(Map<String, String> headers, Instant now) {
    Instant date = header(headers, "Date").flatMap(RetryAfter::date).orElse(now);
    return header(headers, "Retry-After")
        .flatMap(text -> wait(text, date))
        .or(() -> reset(headers, date))
        .filter(wait -> !wait.isNegative() && !wait.isZero());
  }

  private static Optional<Duration> wait(String text, Instant date) {
    return seconds(text).or(() -> date(text).map(instant -> Duration.between(date, instant)));
  }

  private static Optional<Duration> reset(Map<String, String> headers, Instant date) {
    boolean spent =
        header(headers, "RateLimit-Remaining")
            .or(() -> header(headers, "X-RateLimit-Remaining"))
            .filter("0"::equals)
            .isPresent();
    if (!spent) {
      return Optional.empty();
    }
    return header(headers, "RateLimit-Reset")
        .or(() -> header(headers, "X-RateLimit-Reset"))
        .flatMap(text -> untilReset(text, date));
  }

  /** Seconds from now, or an instant as epoch seconds or milliseconds: told apart by their size. */
  private static Optional<Duration> untilReset(String text, Instant date) {
    if (EPOCH.matcher(text).matches()) {
      long value = Long.parseLong(text);
      if (value >= LEAST_EPOCH_MILLIS) {
        return Optional.of(Duration.between(date, Instant.ofEpochMilli(value)));
      }
      if (value >= LEAST_EPOCH_SECONDS) {
        return Optional.of(Duration.between(date, Instant.ofEpochSecond(value)));
      }
    }
    return wait(text, date);
  }

  private static Optional<Duration> seconds(String text) {
    return SECONDS.matcher(text).matches()
        ? Optional.of(Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValue()))
        : Optional.empty();
  }

  private static Optional<Instant> date(String text) {
    return DATES.stream().flatMap(format -> date(text, format).stream()).findFirst();
  }

  private static Optional<Instant> date(String text, DateTimeFormatter format) {
    try {
      return Optional.of(ZonedDateTime.parse(text, format).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static DateTimeFormatter format(String pattern) {
    return new DateTimeFormatterBuilder()
        .parseCaseInsensitive()
        .appendPattern(pattern)
        .toFormatter(Locale.US)
        .withZone(ZoneOffset.UTC);
  }

  private static Optional<String> header(Map<String, String> headers, String name) {
    return headers.entrySet().stream()
        .filter(header -> name.equalsIgnoreCase(header.getKey()) && header.getValue() != null)
        .map(header -> header.getValue().strip())
        .findFirst();
  }
}
