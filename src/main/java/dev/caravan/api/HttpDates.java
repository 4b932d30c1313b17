package dev.caravan.api;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Dates in HTTP headers (RFC 9110, IMF-fixdate). */
public final class HttpDates {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.US);

  private HttpDates() {}

  /** The instant; empty when the text is no date. */
  public static Optional<Instant> parse(String text) {
    try {
      return Optional.of(ZonedDateTime.parse(text.strip(), FORM).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
