package dev.caravan.api;

import java.time.Duration;
import org.apache.camel.util.TimeUtils;

/**
 * Reads durations as Camel writes them: {@code 30s}, {@code 15m}, {@code 1h30m}, or milliseconds.
 */
public final class Durations {
  private Durations() {}

  /**
   * A duration longer than zero.
   *
   * @param name the parameter, for the error
   * @throws IllegalArgumentException naming the value and the rule when it is none
   */
  public static Duration parse(String name, String text) {
    try {
      if (text != null && !text.isBlank()) {
        Duration duration = Duration.ofMillis(TimeUtils.toMilliSeconds(text));
        if (!duration.isNegative() && !duration.isZero()) {
          return duration;
        }
      }
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // Camel throws either for a text such as "soon"; said below, with the name and the rule.
    }
    throw new IllegalArgumentException(
        name + " '" + text + "' is not a duration longer than zero, such as 30s, 15m or 1h");
  }
}
