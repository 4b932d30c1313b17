package dev.caravan.cli.progress;

import dev.caravan.api.request.Wait;
import dev.caravan.config.Counted;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a run is that has not ended.
 *
 * @param pages that are committed
 * @param rows that came in them
 * @param took how long it has run
 * @param walked rows of its scan so far, those of earlier runs included; negative when not known
 * @param total how many the API says that there are
 * @param waiting what it waits for
 */
record RunProgress(
    String stream,
    long pages,
    long rows,
    Duration took,
    long walked,
    Optional<Long> total,
    Optional<Wait> waiting) {
  /** Of a run that has not ended nobody knows that it has everything. */
  private static final long ALMOST = 99;

  /** What there is to say, without the stream's name. */
  String text(Instant now) {
    StringBuilder text = new StringBuilder();
    text.append(count(pages, "page")).append(", ").append(count(rows, "row"));
    double perSecond = rows / Math.max(0.001, took.toMillis() / 1e3);
    if (rows > 0) {
      text.append(String.format(Locale.ROOT, ", %,.0f rows/s", perSecond));
    }
    total
        .filter(all -> all > 0 && walked >= 0 && walked <= all)
        .ifPresent(all -> text.append(share(all)).append(left(all, perSecond)));
    waiting.ifPresent(wait -> text.append(", waits").append(time(wait, now)).append(wait.what()));
    return text.toString();
  }

  /** A number and its unit. */
  static String count(long number, String unit) {
    return String.format(Locale.ROOT, "%,d %s", number, Counted.noun(number, unit));
  }

  private String share(long all) {
    long percent = Math.min(ALMOST, walked * 100 / all);
    return String.format(Locale.ROOT, ", %d %% of %,d", percent, all);
  }

  private String left(long all, double perSecond) {
    long seconds = perSecond > 0 ? Math.round((all - walked) / perSecond) : 0;
    return seconds > 0 ? ", about " + shown(Duration.ofSeconds(seconds)) + " left" : "";
  }

  private static String time(Wait wait, Instant now) {
    return wait.until()
        .get()
        .map(at -> Duration.between(now, at))
        .filter(left -> left.toMillis() > 0)
        .map(left -> " " + shown(left.plusMillis(999).truncatedTo(ChronoUnit.SECONDS)) + " ")
        .orElse(" ");
  }

  private static String shown(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    return seconds < 3600
        ? "%d m %d s".formatted(seconds / 60, seconds % 60)
        : "%d h %d m".formatted(seconds / 3600, seconds / 60 % 60);
  }
}
