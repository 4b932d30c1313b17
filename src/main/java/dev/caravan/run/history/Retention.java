package dev.caravan.run.history;

import dev.caravan.config.time.Durations;
import dev.caravan.state.Causes;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Deletes old entries of {@code caravan_run} and {@code caravan_quarantine} when settings say how
 * long they are kept; by default for ever. A thousand rows at a time, each portion a transaction of
 * its own, so that nobody waits for it. The latest run of each stream always stays.
 */
public final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final int PORTION = 1000;
  private static final int MOST_PORTIONS = 100;
  private static final String RUNS =
      """
      delete from caravan_run where run_id in (
        select old.run_id from caravan_run old
        where old.started < ? and (old.state <> 'running' or old.alive_at < ?) and exists (
          select 1 from caravan_run later
          where later.stream = old.stream and later.started > old.started)
        limit %d)
      """
          .formatted(PORTION);
  private static final String QUARANTINE =
      """
      delete from caravan_quarantine where id in (
        select id from caravan_quarantine where created_at < ? limit %d)
      """
          .formatted(PORTION);

  private final Database database;
  private final Clock clock;
  private Optional<Duration> runs = Optional.empty();
  private Optional<Duration> quarantine = Optional.empty();

  public Retention(Database database) {
    this(database, Clock.systemUTC());
  }

  Retention(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** How long runs are kept, as in {@code 90d}; for ever when empty. */
  public void setRuns(String age) {
    runs = age("caravan.keep.runs", age);
  }

  /** How long records in quarantine are kept; for ever when empty. */
  public void setQuarantine(String age) {
    quarantine = age("caravan.keep.quarantine", age);
  }

  /** Deletes what is too old now; what is left at the next time when there is very much. */
  public void clean() {
    try {
      runs.ifPresent(age -> delete(RUNS, 2, age, "caravan_run"));
      quarantine.ifPresent(age -> delete(QUARANTINE, 1, age, "caravan_quarantine"));
    } catch (RuntimeException e) {
      LOG.warn("old entries cannot be deleted now: {}", Causes.of(e));
    }
  }

  private void delete(String sql, int limits, Duration age, String table) {
    Instant before = clock.instant().minus(age);
    Object[] limit = Collections.nCopies(limits, database.time(before)).toArray();
    JdbcTemplate jdbc = database.jdbc();
    long deleted = 0;
    int rows = PORTION;
    for (int i = 0; i < MOST_PORTIONS && rows == PORTION; i++) {
      rows = jdbc.update(sql, limit);
      deleted += rows;
    }
    if (deleted > 0) {
      LOG.info("{} entries of {} from before {} are deleted", deleted, table, before);
    }
  }

  private static Optional<Duration> age(String name, String text) {
    return text.isBlank() ? Optional.empty() : Optional.of(Durations.parse(name, text));
  }
}
