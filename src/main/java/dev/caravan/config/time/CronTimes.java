package dev.caravan.config.time;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * The times of a cron expression of five fields, as crontab(5) reads it, by the clock of a zone.
 */
final class CronTimes {
  private static final CronParser PARSER =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  /** Times of which the mean is taken. */
  private static final int SAMPLE = 2_000;

  private static final Duration SPAN = Duration.ofDays(28);

  private final ExecutionTime times;
  private final ZoneId zone;

  /**
   * @throws IllegalArgumentException when the expression is none, or no day ever matches it
   */
  CronTimes(String expression, ZoneId zone) {
    this.times = ExecutionTime.forCron(PARSER.parse(expression).validate());
    this.zone = zone;
    if (times.nextExecution(ZonedDateTime.now(zone)).isEmpty()) {
      throw new IllegalArgumentException("no day ever matches it");
    }
  }

  /** The first time after an instant. */
  Instant after(Instant instant) {
    return times
        .nextExecution(instant.atZone(zone))
        .orElseThrow(() -> new DateTimeException("no time follows " + instant))
        .toInstant();
  }

  /** The mean time between two of them, from an instant on. */
  Duration mean(Instant from) {
    Instant first = after(from);
    Instant last = after(first);
    int count = 1;
    while (count < SAMPLE && last.isBefore(first.plus(SPAN))) {
      Optional<ZonedDateTime> next = times.nextExecution(last.atZone(zone));
      if (next.isEmpty()) {
        break;
      }
      last = next.get().toInstant();
      count++;
    }
    return Duration.between(first, last).dividedBy(count);
  }
}
