package dev.caravan.sandbox.limits;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Retry-After as RFC 9110 has it, seconds or an HTTP date, and fractions as some APIs send it. */
public final class SandboxRetryAfter {
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private SandboxRetryAfter() {}

  public static String date(Instant instant) {
    return HTTP_DATE.format(instant);
  }

  /** When the wait ends; empty for what asks for none. */
  public static Optional<Instant> end(String value, Instant now) {
    return seconds(value, now).or(() -> instant(value)).filter(end -> end.isAfter(now));
  }

  private static Optional<Instant> seconds(String value, Instant now) {
    try {
      return Optional.of(now.plusNanos(new BigDecimal(value.trim()).movePointRight(9).longValue()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Instant> instant(String value) {
    try {
      return Optional.of(ZonedDateTime.parse(value.trim(), HTTP_DATE).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
