package dev.caravan.config.time;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a stream runs: each so long, as in {@code 15m}, or at the times of a cron expression of five
 * fields, as in {@code cron 0 6 * * MON-FRI Europe/Berlin}; either one followed by a time of the
 * day in which no run starts, as in {@code 15m not between 22:00 and 06:00 Europe/Berlin}. Zones
 * are UTC when none is named.
 */
public final class Every {
  private static final String ZONE = "(?:\\s+([A-Za-z][\\w/+:-]*))?";
  private static final Pattern FORM =
      Pattern.compile(
          "(?:cron\\s+(\\S+(?:\\s+\\S+){4})"
              + ZONE
              + "|(\\w+))(?:\\s+not\\s+between\\s+(\\d\\d?:\\d\\d)\\s+and\\s+(\\d\\d?:\\d\\d)"
              + ZONE
              + ")?");

  private final String text;
  private final Optional<Duration> interval;
  private final Optional<CronTimes> cron;
  private final Optional<QuietTime> quiet;

  private Every(Matcher form) {
    this.text = form.group().strip();
    this.cron =
        Optional.ofNullable(form.group(1))
            .map(fields -> new CronTimes(fields, zone(form.group(2))));
    this.interval =
        Optional.ofNullable(form.group(3)).map(duration -> Durations.parse("every", duration));
    this.quiet =
        Optional.ofNullable(form.group(4))
            .map(from -> new QuietTime(time(from), time(form.group(5)), zone(form.group(6))));
  }

  /**
   * Reads a schedule.
   *
   * @throws IllegalArgumentException naming the value, the rule and what is wrong
   */
  public static Every parse(String text) {
    try {
      return new Every(matched(text));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "every '"
              + text
              + "' is neither a duration longer than zero, such as 15m or 1h, nor times such as"
              + " 'cron 0 6 * * *', each with a zone and a quiet time if need be, as in 'cron 0 6 *"
              + " * MON-FRI Europe/Berlin' or '15m not between 22:00 and 06:00 Europe/Berlin': "
              + e.getMessage(),
          e);
    }
  }

  private static Matcher matched(String text) {
    Matcher form = FORM.matcher(text == null ? "" : text.strip());
    if (!form.matches()) {
      throw new IllegalArgumentException("it has another form");
    }
    return form;
  }

  private static ZoneId zone(String name) {
    return name == null ? ZoneOffset.UTC : ZoneId.of(name);
  }

  private static LocalTime time(String text) {
    return LocalTime.parse(text.length() < 5 ? "0" + text : text);
  }

  /** Whether it names times of the day, so that a process that starts may have missed one. */
  public boolean isCron() {
    return cron.isPresent();
  }

  /** When the run after one may start that started then. */
  public Instant next(Instant start) {
    return allowed(interval.map(start::plus).orElseGet(() -> cron.orElseThrow().after(start)));
  }

  /** The instant itself, or the end of the quiet time in which it lies. */
  public Instant allowed(Instant instant) {
    return quiet.map(time -> time.after(instant)).orElse(instant);
  }

  /** The mean time between two runs, from an instant on, as if no time were quiet. */
  public Duration mean(Instant from) {
    return interval.orElseGet(() -> cron.orElseThrow().mean(from));
  }

  /** As it is declared. */
  @Override
  public String toString() {
    return text;
  }
}
