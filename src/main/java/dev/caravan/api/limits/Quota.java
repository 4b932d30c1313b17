package dev.caravan.api.limits;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many requests an API allows to start in any window of a period: {@code 1000/h}, {@code
 * 100/10s}, {@code 5/s}, {@code 50000/d}.
 *
 * @param requests at least 1
 * @param period longer than zero
 */
public record Quota(int requests, Duration period) {
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,9})\\s*/\\s*(\\d{0,6})\\s*(s|m|min|h|d)");

  public Quota {
    if (requests < 1) {
      throw new IllegalArgumentException("allows no request at all; the least is 1 per period");
    }
    if (period.isZero() || period.isNegative()) {
      throw new IllegalArgumentException("has a period of zero; the least is 1s");
    }
  }

  /**
   * Reads the text form.
   *
   * @throws IllegalArgumentException when it is none, or the number or the period is zero
   */
  public static Quota parse(String text) {
    Matcher form = FORM.matcher(text.trim());
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "quota '" + text + "' is not of the form requests/period, for example 1000/h or 100/10s");
    }
    long count = form.group(2).isEmpty() ? 1 : Long.parseLong(form.group(2));
    try {
      return new Quota(Integer.parseInt(form.group(1)), unit(form.group(3)).multipliedBy(count));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("quota '" + text + "' " + e.getMessage(), e);
    }
  }

  /** The same without a part of its requests, of which one stays at least. */
  public Quota without(double share) {
    return new Quota(Math.max(1, (int) Math.floor(requests * (1 - share) + 1e-9)), period);
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "s" -> Duration.ofSeconds(1);
      case "m", "min" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      default -> Duration.ofDays(1);
    };
  }
}
