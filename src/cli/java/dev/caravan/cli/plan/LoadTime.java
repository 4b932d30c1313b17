package dev.caravan.cli.plan;

import dev.caravan.api.limits.Quota;
import java.time.Duration;
import java.util.Optional;

/**
 * How long requests take that follow one another, each when the answer to the one before it is
 * there: as Caravan's own gate lets them start, whose places are free again one period after the
 * answer.
 *
 * @param quota the quota; empty without one
 * @param perSecond requests that may start in a second
 * @param first from the first request to its answer, for which connections are made
 * @param answer from each other one to its answer
 */
record LoadTime(Optional<Quota> quota, int perSecond, Duration first, Duration answer) {
  /** The time of some requests. */
  Duration of(long requests) {
    int places = quota.map(Quota::requests).orElse(1);
    // Only the latest starts and answers decide; a ring of them is enough for any number.
    Duration[] answers = new Duration[(int) Math.max(1, Math.min(places, requests))];
    Duration[] starts = new Duration[perSecond];
    Duration now = Duration.ZERO;
    for (long i = 0; i < requests; i++) {
      int place = (int) (i % answers.length);
      int second = (int) (i % starts.length);
      if (quota.isPresent() && answers[place] != null) {
        now = later(now, answers[place].plus(quota.get().period()));
      }
      if (starts[second] != null) {
        now = later(now, starts[second].plusSeconds(1));
      }
      starts[second] = now;
      now = now.plus(i == 0 ? first : answer);
      answers[place] = now;
    }
    return now;
  }

  private static Duration later(Duration first, Duration second) {
    return first.compareTo(second) >= 0 ? first : second;
  }
}
