package dev.caravan.webhook.scheme;

import dev.caravan.webhook.request.UnverifiedException;
import dev.caravan.webhook.request.WebhookRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/**
 * How old a request may be, so that a captured one cannot be sent again later, and how far ahead of
 * our clock its sender's may be.
 *
 * @param place where the signed timestamp stands
 * @param past the oldest that is taken
 * @param future the furthest ahead that is taken
 */
record Freshness(Place place, Unit unit, Duration past, Duration future) {
  private static final Pattern DIGITS = Pattern.compile("\\d{1,16}");

  /** How a timestamp is written. */
  enum Unit {
    S {
      @Override
      Instant parse(String text) {
        return Instant.ofEpochSecond(digits(text));
      }
    },
    MS {
      @Override
      Instant parse(String text) {
        return Instant.ofEpochMilli(digits(text));
      }
    },
    ISO8601 {
      @Override
      Instant parse(String text) {
        return OffsetDateTime.parse(text).toInstant();
      }
    };

    /**
     * @throws DateTimeException when the text is no such timestamp
     */
    abstract Instant parse(String text);

    /** Digits and nothing else: a lenient reader would let "NaN" or " 1" pass the comparison. */
    private static long digits(String text) {
      if (!DIGITS.matcher(text).matches()) {
        throw new DateTimeException("not digits");
      }
      return Long.parseLong(text);
    }
  }

  /**
   * Checks the timestamp against when the request was received.
   *
   * @throws UnverifiedException when it is missing, malformed, too old or too far ahead
   */
  void check(WebhookRequest request) {
    String text =
        place.read(request).orElseThrow(() -> new UnverifiedException("there is no timestamp"));
    Duration age = Duration.between(instant(text), request.received());
    if (age.compareTo(past) > 0) {
      throw new UnverifiedException("it was signed " + age.toSeconds() + " s ago");
    }
    if (age.negated().compareTo(future) > 0) {
      throw new UnverifiedException(
          "it was signed " + age.negated().toSeconds() + " s ahead of our clock");
    }
  }

  private Instant instant(String text) {
    try {
      return unit.parse(text);
    } catch (DateTimeException e) {
      throw new UnverifiedException("its timestamp is malformed");
    }
  }
}
