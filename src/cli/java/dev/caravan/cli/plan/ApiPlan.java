package dev.caravan.cli.plan;

import dev.caravan.api.Api;
import dev.caravan.api.limits.Quota;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An API and the streams that share its quota.
 *
 * @param name of the API's bean
 * @param streams those that ask it
 */
record ApiPlan(String name, Api api, List<StreamPlan> streams) {
  /** How many requests an hour a quota allows. */
  static double anHour(Quota quota) {
    return (double) quota.requests() * Duration.ofHours(1).toMillis() / quota.period().toMillis();
  }

  double requestsAnHour() {
    return streams.stream().mapToDouble(StreamPlan::requestsAnHour).sum();
  }

  /** What all streams together take of the quota, 1 for all of it; empty without a quota. */
  Optional<Double> share() {
    return streams.stream()
        .findFirst()
        .flatMap(any -> any.load().quota())
        .map(quota -> requestsAnHour() / anHour(quota));
  }

  /** Whether less is asked than the quota allows, as far as known. */
  boolean fits() {
    return share().orElse(0.0) <= 1;
  }
}
