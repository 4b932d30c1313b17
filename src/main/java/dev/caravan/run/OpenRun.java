package dev.caravan.run;

import dev.caravan.cluster.Nodes;
import dev.caravan.run.history.RunHistory;
import dev.caravan.run.history.RunIds;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
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
  private final Database database;
  private final RunMetrics metrics;
  private final Nodes nodes;
  private final Clock clock;
  private final RunIds ids;

  public OpenRun(
      Schedule schedule,
      Checkpoints checkpoints,
      RunHistory history,
      Database database,
      RunMetrics metrics,
      Nodes nodes) {
    this(schedule, checkpoints, history, database, metrics, nodes, Clock.systemUTC(), new RunIds());
  }

  OpenRun(
      Schedule schedule,
      Checkpoints checkpoints,
      RunHistory history,
      Database database,
      RunMetrics metrics,
      Nodes nodes,
      Clock clock,
      RunIds ids) {
    this.schedule = schedule;
    this.checkpoints = checkpoints;
    this.history = history;
    this.database = database;
    this.metrics = metrics;
    this.nodes = nodes;
    this.clock = clock;
    this.ids = ids;
  }

  /** Whether a run of the stream is under way on this exchange after the call. */
  public boolean open(Exchange exchange) {
    Input stream = Input.of(exchange);
    schedule.plan(stream, () -> history.latest(stream.name()));
    if (!schedule.isDue(stream) || !isOurs(stream)) {
      return false;
    }
    Optional<ParentStream> parents = stream.parentStream();
    boolean parentsKnown =
        parents.map(parent -> exchange.getContext().getRoute(parent.name()) != null).orElse(true);
    if (!schedule.start(stream, parentsKnown)) {
      return false;
    }
    if (!parentsKnown) {
      throw new IllegalStateException(unknownParent(parents.orElseThrow()));
    }
    if (!schedule.isOnce() && new Pauses(database).isPaused(stream.name())) {
      LOG.info("stream {}: paused, no run begins", stream.name());
      schedule.skip(stream);
      return false;
    }
    Instant now = clock.instant();
    Checkpoint checkpoint = checkpoints.open(stream.name());
    metrics.measureSuccess(checkpoint);
    Optional<Instant> notBefore = checkpoint.notBefore().filter(now::isBefore);
    if (notBefore.isPresent()) {
      LOG.info("stream {}: parked until {}", stream.name(), notBefore.get());
      schedule.end(RunOutcome.parked(stream.name(), "parked earlier", notBefore.get()));
      return false;
    }
    begin(run(stream, checkpoint, now), exchange);
    return true;
  }

  /** Quiet while another node runs the stream; what cannot be known fails as a run does. */
  private boolean isOurs(Input stream) {
    try {
      if (!nodes.mayBegin(stream.name(), stream.parentStream().map(ParentStream::name))) {
        schedule.leave(stream.name());
        metrics.leave(stream.name());
        return false;
      }
      nodes
          .takenOver(stream.name())
          .ifPresent(taken -> schedule.takeOver(stream.name(), taken.untilNext()));
      return true;
    } catch (RuntimeException e) {
      schedule.skip(stream);
      throw e;
    }
  }

  private StreamRun run(Input input, Checkpoint checkpoint, Instant now) {
    boolean otherWay =
        checkpoint
            .scan()
            .flatMap(Checkpoint.Scan::terms)
            .filter(terms -> input.way().filter(way -> !way.equals(terms.way())).isPresent())
            .isPresent();
    Checkpoint from = otherWay ? givenUp(checkpoint) : checkpoint;
    StreamRun run = input.newRun(new RunStart(ids.next(now), from, now, database, clock));
    if (otherWay) {
      run.warn(
          "the stream asks for something else than when the scan began that was under way, or in"
              + " another way (path, API, paging, page size, records or watermark), so that its"
              + " position means nothing any more; the scan begins anew");
    }
    return run;
  }

  private Checkpoint givenUp(Checkpoint checkpoint) {
    Checkpoint anew = checkpoint.withoutScan();
    checkpoints.move(checkpoint, anew);
    return anew;
  }

  private static String unknownParent(ParentStream parent) {
    return "parentStream "
        + parent.name()
        + " is no route of this process; name the id of the route that loads "
        + parent.table()
        + ", or leave parentStream out when another process does";
  }

  private void begin(StreamRun run, Exchange exchange) {
    history.open(run);
    run.putOn(exchange);
    nodes.begins(run.streamName());
    run.begin(exchange);
  }
}
