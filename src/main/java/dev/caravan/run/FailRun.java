package dev.caravan.run;

import dev.caravan.api.http.Statuses;
import dev.caravan.api.limits.ParkedException;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.RequestFailure;
import dev.caravan.cluster.HandedOverException;
import dev.caravan.cluster.Nodes;
import dev.caravan.quarantine.IncompleteSnapshotException;
import dev.caravan.quarantine.RepeatedKeysException;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.Causes;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.CheckpointConflictException;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Sessions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Ends a run that an exception ended: parked when the API asked for a long wait, interrupted when
 * the process stops, incomplete when nothing proves the end of the scan, else failed. The
 * checkpoint stays where the last committed page left it.
 */
public final class FailRun implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(FailRun.class);

  private final Checkpoints checkpoints;
  private final CloseRun close;
  private final Nodes nodes;

  public FailRun(Checkpoints checkpoints, CloseRun close, Nodes nodes) {
    this.checkpoints = checkpoints;
    this.close = close;
    this.nodes = nodes;
  }

  @Override
  public void process(Exchange exchange) {
    Input stream = Input.of(exchange);
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    String reason = stream.api().hideSecrets(describe(failure, exchange));
    Optional<StreamRun> run = StreamRun.find(exchange);
    RunOutcome outcome = outcome(stream, failure, reason, exchange);
    if (LOG.isDebugEnabled()) {
      // As text, since the messages within a trace may repeat what the API sent.
      String trace =
          trace(failure).lines().map(stream.api()::hideSecrets).collect(Collectors.joining("\n"));
      LOG.debug("stream {}: {}", stream.name(), trace);
    }
    if (run.isEmpty()) {
      LOG.error("stream {}: cannot start: {}", stream.name(), reason);
      close.neverBegan(outcome);
      return;
    }
    close.close(run.get(), kept(run.get(), outcome, failure));
  }

  /** Keeps when, or where, the next run begins, if that is not just where this one stands. */
  private RunOutcome kept(StreamRun run, RunOutcome outcome, Throwable failure) {
    try {
      outcome
          .notBefore()
          .map(run.checkpoint()::parkedUntil)
          .or(() -> anew(run, failure))
          .ifPresent(next -> checkpoints.move(run.checkpoint(), next));
      return outcome;
    } catch (CheckpointConflictException | DataAccessException e) {
      return givesWay(e)
          ? RunOutcome.interrupted(outcome.stream(), Causes.of(e))
          : RunOutcome.failed(outcome.stream(), Causes.of(e));
    }
  }

  /** Whether another node goes on, so that nothing is the matter with the stream. */
  private boolean givesWay(Throwable failure) {
    return nodes.isShared()
        && (isCausedBy(failure, HandedOverException.class)
            || isCausedBy(failure, CheckpointConflictException.class));
  }

  /** Whoever takes a process for dead ends its sessions, which that one finds when it goes on. */
  private boolean wasTakenForDead(String stream, Throwable failure) {
    return nodes.isShared()
        && !nodes.holds(stream)
        && Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
            .anyMatch(cause -> cause instanceof SQLException sql && Sessions.areEnded(sql));
  }

  /**
   * A snapshot or scan that missed too much never gets better by its last page alone, and neither
   * does a scan whose key is none, or that is found incomplete a second time.
   */
  private static Optional<Checkpoint> anew(StreamRun run, Throwable failure) {
    boolean incomplete = isCausedBy(failure, IncompleteScanException.class);
    boolean missesTooMuch = isCausedBy(failure, IncompleteSnapshotException.class);
    if (missesTooMuch && run.checkpoint().feed().isPresent()
        || incomplete && run.checkpoint().snapshot().isPresent()) {
      return Optional.of(run.checkpoint().lost());
    }
    boolean again = incomplete && run.isAtResumedPosition();
    boolean moves = isCausedBy(failure, MovingListException.class);
    return again || moves || missesTooMuch || isCausedBy(failure, RepeatedKeysException.class)
        ? Optional.of(run.checkpoint().withoutScan())
        : Optional.empty();
  }

  private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> kind) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .anyMatch(kind::isInstance);
  }

  private RunOutcome outcome(Input stream, Throwable failure, String reason, Exchange exchange) {
    if (failure instanceof ParkedException parked) {
      return RunOutcome.parked(stream.name(), reason, parked.notBefore());
    }
    if (exchange.getContext().isStopping()) {
      return RunOutcome.ended(stream.name(), RunState.INTERRUPTED);
    }
    if (givesWay(failure) || wasTakenForDead(stream.name(), failure)) {
      return RunOutcome.interrupted(stream.name(), reason);
    }
    return isCausedBy(failure, IncompleteScanException.class)
        ? RunOutcome.incomplete(stream.name(), reason)
        : RunOutcome.failed(stream.name(), reason);
  }

  private static String describe(Throwable failure, Exchange exchange) {
    Request request = exchange.getProperty(Request.PROPERTY, Request.class);
    if (!(failure instanceof ParkedException) && request != null && request.endedWith(failure)) {
      return RequestFailure.describe(request, failure) + pastTheEnd(failure, exchange);
    }
    return Causes.of(failure);
  }

  /** Many APIs refuse the page after the last one. */
  private static String pastTheEnd(Throwable failure, Exchange exchange) {
    boolean refused =
        failure instanceof HttpOperationFailedException response
            && Statuses.PAST_THE_END.contains(response.getStatusCode());
    boolean numbered =
        StreamRun.find(exchange).filter(StreamRun::isPastFirstNumberedPage).isPresent();
    return refused && numbered
        ? ". If this is how the API says that a page is past the last one, set lastPage or total"
            + " to where it says how many there are, or, if it says that nowhere, endStatus: "
            + ((HttpOperationFailedException) failure).getStatusCode()
            + ". If it only refuses to go that far into its list, there is more: page by cursor or"
            + " keyset, or ask in path for a part of it"
        : "";
  }

  private static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
