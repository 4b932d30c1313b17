package dev.caravan.cli.plan;

import dev.caravan.config.time.Every;
import java.time.Duration;
import java.util.Optional;

/**
 * What a stream asks of its API.
 *
 * @param name of the stream
 * @param api the name of the API's bean
 * @param every when its scans start
 * @param mean from the start of a scan to the start of the next
 * @param scan requests of an ordinary scan, as far as known
 * @param full requests of a scan of everything, as far as known
 * @param load how long requests to the API take
 * @param source where the numbers come from
 */
record StreamPlan(
    String name,
    String api,
    Every every,
    Duration mean,
    Optional<Double> scan,
    Optional<Long> full,
    LoadTime load,
    String source) {
  private static final double HOUR = Duration.ofHours(1).toMillis();

  double scansAnHour() {
    return HOUR / mean.toMillis();
  }

  double requestsAnHour() {
    return scan.orElse(0.0) * scansAnHour();
  }

  /** The time of the first load of everything. */
  Optional<Duration> firstLoad() {
    return full.map(load::of);
  }

  /**
   * The shortest {@code every} at which all streams of the API still fit.
   *
   * @param others requests an hour of the other streams
   * @return empty where nothing limits it, or nothing is left
   */
  Optional<Duration> mostOften(double others) {
    if (load.quota().isEmpty() || scan.isEmpty()) {
      return Optional.empty();
    }
    double left = ApiPlan.anHour(load.quota().get()) - others;
    return left <= 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis((long) Math.ceil(scan.get() * HOUR / left)));
  }
}
