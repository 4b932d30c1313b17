package dev.caravan.run;

import dev.caravan.cluster.Nodes;
import dev.caravan.config.Counted;
import dev.caravan.run.history.RunHistory;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.Causes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/** Enters the end of a run into the history, the metrics, the schedule and the log. */
public final class CloseRun {
  private static final Logger LOG = LoggerFactory.getLogger(CloseRun.class);

  private static final int ATTEMPTS = 3;

  private final Schedule schedule;
  private final RunHistory history;
  private final RunMetrics metrics;
  private final Nodes nodes;
  private final Notices notices;
  private final Clock clock;

  public CloseRun(
      Schedule schedule,
      RunHistory history,
      RunMetrics metrics,
      Nodes nodes,
      Notices notices,
      Clock clock) {
    this.schedule = schedule;
    this.history = history;
    this.metrics = metrics;
    this.nodes = nodes;
    this.notices = notices;
    this.clock = clock;
  }

  void close(StreamRun run, RunOutcome outcome) {
    Instant now = clock.instant();
    Optional<Instant> next = schedule.plan(outcome);
    enter(run, outcome, now, next);
    nodes.ended(run.streamName(), next.map(at -> Duration.between(now, at)));
    Duration duration = Duration.between(run.started(), now);
    metrics.countRun(run, outcome, duration);
    say(run, outcome, duration);
    notices.ended(outcome, Optional.of(run.id()));
    schedule.publish(outcome);
  }

  /** A run that failed before it had an entry in the history. */
  void neverBegan(RunOutcome outcome) {
    metrics.measureFailure(outcome);
    notices.ended(outcome, Optional.empty());
    schedule.end(outcome);
  }

  /** Connections that died with the run are found one by one. */
  private void enter(StreamRun run, RunOutcome outcome, Instant now, Optional<Instant> next) {
    for (int left = ATTEMPTS; left > 0; left--) {
      try {
        history.close(run, outcome, now, next);
        if (run.isIdle() && outcome.state() == RunState.COMPLETE) {
          history.forgetIdle(run, next);
        }
        return;
      } catch (RuntimeException e) {
        if (left == 1 || e instanceof CannotGetJdbcConnectionException) {
          LOG.error("{}: its end cannot be entered into caravan_run: {}", run, Causes.of(e));
          return;
        }
      }
    }
  }

  private void say(StreamRun run, RunOutcome outcome, Duration duration) {
    String summary =
        "%s: %s after %s in %.1f s, %s, %s, %.1f s waiting"
            .formatted(
                run,
                outcome.state().text(),
                Counted.of(run.pages(), "page"),
                seconds(duration),
                Counted.of(run.traffic().requests(), "request"),
                Counted.of(run.traffic().retries(), "retry"),
                seconds(run.traffic().waited()));
    if (outcome.isSuccess() && run.isIdle()) {
      if (schedule.isOnce()) {
        LOG.info("{}: complete, nothing was new", run);
      }
      LOG.debug(summary);
    } else if (outcome.isSuccess()) {
      LOG.info(summary);
    } else if (outcome.state().isFailure()) {
      LOG.error("{}: {}", summary, outcome.error().orElse("no reason known"));
    } else {
      LOG.warn("{}: {}", summary, outcome.error().orElse("the process was stopped"));
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
