package dev.caravan.slices;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** What a run in windows says of how far it is, now and then. For one run, by one thread. */
final class SlicesProgress {
  private static final Duration NOW_AND_THEN = Duration.ofSeconds(10);

  private final Clock clock;
  private final Instant started;
  private Instant said;
  private long before;
  private long records;

  SlicesProgress(Clock clock) {
    this.clock = clock;
    this.started = clock.instant();
    this.said = started;
  }

  String begins(SlicesPosition position) {
    before = position.complete();
    return windows(position);
  }

  /** After a round, when it is time to say it. */
  Optional<String> after(SlicesPosition position, int more) {
    records += more;
    Instant now = clock.instant();
    if (Duration.between(said, now).compareTo(NOW_AND_THEN) < 0) {
      return Optional.empty();
    }
    said = now;
    return Optional.of(
        windows(position)
            + String.format(Locale.ROOT, ", %,d records in this run", records)
            + left(position, now).map(time -> ", about " + time + " left").orElse(""));
  }

  private static String windows(SlicesPosition position) {
    return position.complete()
        + " of "
        + (position.complete() + position.left())
        + " windows are complete";
  }

  private Optional<String> left(SlicesPosition position, Instant now) {
    long done = position.complete() - before;
    if (done == 0) {
      return Optional.empty();
    }
    long seconds = Duration.between(started, now).toSeconds() * position.left() / done;
    return Optional.of(
        seconds < 60
            ? seconds + " s"
            : seconds < 3600
                ? seconds / 60 + " m"
                : seconds / 3600 + " h " + seconds / 60 % 60 + " m");
  }
}
