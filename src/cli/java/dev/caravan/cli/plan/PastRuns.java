package dev.caravan.cli.plan;

import dev.caravan.state.database.Database;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** What the latest complete runs of a stream took. */
final class PastRuns {
  private static final String RUNS =
      """
      select requests - retries as requests, pages, started, ended, waited_ms from caravan_run
      where stream = ? and state = 'complete' and pages > 0 order by started desc limit 10
      """;

  private final List<Map<String, Object>> runs;

  PastRuns(Database database, String stream) {
    this.runs = database.jdbc().queryForList(RUNS, stream);
  }

  int count() {
    return runs.size();
  }

  /** Requests of a run, on average. */
  Optional<Double> requests() {
    OptionalDouble mean = runs.stream().mapToLong(run -> number(run, "requests")).average();
    return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
  }

  /** Those of the longest one, which is the first load as long as it is remembered. */
  Optional<Long> most() {
    return runs.stream().map(run -> number(run, "requests")).max(Long::compare);
  }

  /** The time from page to page without the waits for limits, in runs of several pages. */
  Optional<Duration> aPage() {
    List<Map<String, Object>> longer =
        runs.stream().filter(run -> number(run, "pages") > 2).toList();
    long pages = longer.stream().mapToLong(run -> number(run, "pages")).sum();
    long millis =
        longer.stream()
            .mapToLong(
                run ->
                    Duration.between(instant(run.get("started")), instant(run.get("ended")))
                            .toMillis()
                        - number(run, "waited_ms"))
            .sum();
    return pages == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.max(0, millis / pages)));
  }

  private static long number(Map<String, Object> run, String column) {
    return ((Number) run.get(column)).longValue();
  }

  private static Instant instant(Object value) {
    return value instanceof Timestamp time
        ? time.toInstant()
        : OffsetDateTime.parse(value.toString()).toInstant();
  }
}
