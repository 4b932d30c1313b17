package dev.caravan.run;

import dev.caravan.api.Request;
import dev.caravan.pull.Input;
import dev.caravan.pull.Stream;
import dev.caravan.replay.Feed;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts a run when the stream is due: loads its checkpoint, enters the run into the history, and
 * makes the page where the last run stopped the next request.
 */
public final class OpenRun {
  private static final Logger LOG = LoggerFactory.getLogger(OpenRun.class);

  private final Schedule schedule;
  private final Checkpoints checkpoints;
  private final RunHistory history;
  private final Clock clock;
  private final RunIds ids;

  public OpenRun(Schedule schedule, Checkpoints checkpoints, RunHistory history) {
    this(schedule, checkpoints, history, Clock.systemUTC(), new RunIds());
  }

  OpenRun(Schedule schedule, Checkpoints checkpoints, RunHistory history, Clock clock, RunIds ids) {
    this.schedule = schedule;
    this.checkpoints = checkpoints;
    this.history = history;
    this.clock = clock;
    this.ids = ids;
  }

  /** Whether a run of the stream is under way on this exchange after the call. */
  public boolean open(Exchange exchange) {
    Input stream = Input.of(exchange);
    if (!schedule.start(stream)) {
      return false;
    }
    Instant now = clock.instant();
    Checkpoint checkpoint = checkpoints.open(stream.name());
    Optional<Instant> notBefore = checkpoint.notBefore().filter(now::isBefore);
    if (notBefore.isPresent()) {
      LOG.info("stream {}: parked until {}", stream.name(), notBefore.get());
      schedule.end(RunOutcome.parked(stream.name(), "parked earlier", notBefore.get()));
      return false;
    }
    begin(run(ids.next(now), stream, checkpoint, now), exchange);
    return true;
  }

  private static Run run(String id, Input input, Checkpoint checkpoint, Instant now) {
    return input instanceof Feed feed
        ? new ReplayRun(id, feed, checkpoint, now)
        : new PullRun(id, (Stream) input, checkpoint, now);
  }

  private void begin(Run run, Exchange exchange) {
    history.open(run);
    run.putOn(exchange);
    run.begin(exchange);
    LOG.atLevel(run.openingLevel())
        .log("{}: starts at page {}", run, Request.of(exchange).origin().position());
  }
}
