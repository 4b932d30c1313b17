package dev.caravan.config.time;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as Camel writes them: {@code 500ms}, {@code 30s}, {@code 15m}, {@code 1h}, {@code 2d},
 * also together as in {@code 1h30m}; a bare number is milliseconds.
 */
public final class Durations {
  private static final Pattern PART = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)?");

  private Durations() {}

  /**
   * Reads a duration longer than zero.
   *
   * @param name what it is for, for the error
   * @throws IllegalArgumentException naming the value and the rule
   */
  public static Duration parse(String name, String text) {
    return find(text)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    name
                        + " '"
                        + text
                        + "' is not a duration longer than zero, such as 30s, 15m or 1h"));
  }

  /** The duration of a text, if it is one. */
  public static Optional<Duration> find(String text) {
    if (text == null) {
      return Optional.empty();
    }
    Matcher part = PART.matcher(text.strip());
    Duration sum = Duration.ZERO;
    int end = 0;
    while (part.find() && part.start() == end) {
      sum = sum.plus(millis(Long.parseLong(part.group(1)), part.group(2)));
      end = part.end();
    }
    boolean whole = end == text.strip().length();
    return whole && !sum.isZero() ? Optional.of(sum) : Optional.empty();
  }

  private static Duration millis(long count, String unit) {
    return switch (unit == null ? "ms" : unit) {
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofMillis(count);
    };
  }
}
