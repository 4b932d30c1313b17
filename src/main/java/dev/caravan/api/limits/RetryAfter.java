package dev.caravan.api.limits;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How long a server asks to wait: {@code Retry-After} (RFC 9110, seconds or date; fractions are
 * taken), else the reset headers of rate limits when nothing remains. Dates are measured against
 * the response's own {@code Date}, so a clock that is off does not matter. Whatever is no positive
 * wait says nothing.
 */
public final class RetryAfter {
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");
  private static final Pattern EPOCH = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");
  private static final Pattern COUNT = Pattern.compile("\\d{1,15}(\\.0+)?");
  private static final long LEAST_EPOCH_SECONDS = 1_000_000_000L;
  private static final long LEAST_EPOCH_MILLIS = 100_000_000_000L;

  private RetryAfter() {}

  /**
   * The wait, longer than zero.
   *
   * @param headers of the response, in any letter case
   * @param now used when the response has no date
   */
  public static Optional<Duration> in(Map<String, String> headers, Instant now) {
    Instant date = header(headers, "Date").flatMap(HttpDates::parse).orElse(now);
    return header(headers, "Retry-After")
        .flatMap(text -> wait(text, date))
        .or(() -> remaining(headers).filter(left -> left == 0).flatMap(l -> reset(headers, date)))
        .filter(wait -> !wait.isNegative() && !wait.isZero());
  }

  private static Optional<Duration> wait(String text, Instant date) {
    return seconds(text)
        .or(() -> HttpDates.parse(text).map(instant -> Duration.between(date, instant)));
  }

  /** How many requests remain, when the server says so. */
  static Optional<Long> remaining(Map<String, String> headers) {
    return header(headers, "RateLimit-Remaining")
        .or(() -> header(headers, "X-RateLimit-Remaining"))
        .filter(text -> COUNT.matcher(text).matches())
        .map(text -> new BigDecimal(text).longValue());
  }

  /** The time until the rate limit is reset, whatever remains; may be negative. */
  static Optional<Duration> untilReset(Map<String, String> headers, Instant now) {
    return reset(headers, header(headers, "Date").flatMap(HttpDates::parse).orElse(now));
  }

  private static Optional<Duration> reset(Map<String, String> headers, Instant date) {
    return header(headers, "RateLimit-Reset")
        .or(() -> header(headers, "X-RateLimit-Reset"))
        .flatMap(text -> untilReset(text, date));
  }

  /**
   * Seconds from now, or an instant as epoch seconds, epoch milliseconds or text; numbers are told
   * apart by their size.
   */
  private static Optional<Duration> untilReset(String text, Instant date) {
    if (EPOCH.matcher(text).matches()) {
      BigDecimal value = new BigDecimal(text);
      if (value.longValue() >= LEAST_EPOCH_MILLIS) {
        return Optional.of(Duration.between(date, Instant.ofEpochMilli(value.longValue())));
      }
      if (value.longValue() >= LEAST_EPOCH_SECONDS) {
        long millis = value.movePointRight(3).longValue();
        return Optional.of(Duration.between(date, Instant.ofEpochMilli(millis)));
      }
    }
    return wait(text, date).or(() -> isoDate(text).map(reset -> Duration.between(date, reset)));
  }

  private static Optional<Instant> isoDate(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> seconds(String text) {
    return SECONDS.matcher(text).matches()
        ? Optional.of(Duration.ofMillis(new BigDecimal(text).movePointRight(3).longValue()))
        : Optional.empty();
  }

  private static Optional<String> header(Map<String, String> headers, String name) {
    return headers.entrySet().stream()
        .filter(header -> name.equalsIgnoreCase(header.getKey()) && header.getValue() != null)
        .map(header -> header.getValue().strip())
        .findFirst();
  }
}
