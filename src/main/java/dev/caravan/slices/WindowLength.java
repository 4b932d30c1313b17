package dev.caravan.slices;

import dev.caravan.config.time.Durations;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a window is: so many days or months of the calendar of a zone, which may have 23 hours
 * or 25, any other time, or a number. Borders lie where they do for every stream: at midnight, at
 * the first of a month, at multiples.
 *
 * @param calendar days or months; empty for what is as long each time
 * @param ticks of all others, and about that many of the calendar
 * @param zone of the calendar
 */
record WindowLength(Optional<Period> calendar, long ticks, ZoneId zone) {
  private static final long SECOND = 1_000_000_000L;
  private static final long DAY = 86_400 * SECOND;
  private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");
  private static final Pattern DAYS = Pattern.compile("([1-9]\\d{0,3})d");
  private static final int MOST_DAYS = 3660;

  /**
   * Reads the parameter.
   *
   * @param time whether marks are times
   * @throws IllegalArgumentException naming the value and the rule
   */
  static WindowLength parse(String text, boolean time, ZoneId zone) {
    if (!time) {
      if (!NUMBER.matcher(text).matches()) {
        throw new IllegalArgumentException(
            "slice '" + text + "' is not a whole number, as it is for numeric watermarks");
      }
      return new WindowLength(Optional.empty(), Long.parseLong(text), zone);
    }
    if (text.equals("month")) {
      return new WindowLength(Optional.of(Period.ofMonths(1)), 31 * DAY, zone);
    }
    Matcher days = DAYS.matcher(text);
    if (days.matches() && Integer.parseInt(days.group(1)) <= MOST_DAYS) {
      int count = Integer.parseInt(days.group(1));
      return new WindowLength(Optional.of(Period.ofDays(count)), count * DAY, zone);
    }
    try {
      long millis = Durations.parse("slice", text).toMillis();
      if (millis >= 1000 && millis <= MOST_DAYS * DAY / 1_000_000) {
        return new WindowLength(Optional.empty(), millis * 1_000_000, zone);
      }
    } catch (IllegalArgumentException e) {
      // It has its own error, which knows of months, too.
    }
    throw new IllegalArgumentException(
        "slice '"
            + text
            + "' is not a time such as 1h or 1d, of a second at least and ten years at most, nor"
            + " month");
  }

  /** The next border after a mark. */
  long after(long mark) {
    if (calendar.isEmpty()) {
      return Math.addExact(Math.floorDiv(mark, ticks) * ticks, ticks);
    }
    LocalDate date = Instant.ofEpochSecond(Math.floorDiv(mark, SECOND)).atZone(zone).toLocalDate();
    int days = calendar.get().getDays();
    LocalDate next =
        days > 0
            ? LocalDate.ofEpochDay((Math.floorDiv(date.toEpochDay(), days) + 1) * days)
            : date.withDayOfMonth(1).plus(calendar.get());
    return Math.multiplyExact(next.atStartOfDay(zone).toEpochSecond(), SECOND);
  }
}
