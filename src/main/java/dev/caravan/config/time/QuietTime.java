package dev.caravan.config.time;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;

/** A time of each day in which nothing starts, by the clock of a zone; it may span midnight. */
record QuietTime(LocalTime from, LocalTime to, ZoneId zone) {
  QuietTime {
    if (from.equals(to)) {
      throw new DateTimeException("'not between' leaves no time of the day");
    }
  }

  /** The instant itself, or the end of the quiet time in which it lies. */
  Instant after(Instant instant) {
    ZonedDateTime local = instant.atZone(zone);
    LocalTime time = local.toLocalTime();
    boolean spansMidnight = from.isAfter(to);
    boolean late = !time.isBefore(from);
    boolean early = time.isBefore(to);
    if (spansMidnight ? !late && !early : !late || !early) {
      return instant;
    }
    return local
        .toLocalDate()
        .plusDays(spansMidnight && late ? 1 : 0)
        .atTime(to)
        .atZone(zone)
        .toInstant();
  }
}
