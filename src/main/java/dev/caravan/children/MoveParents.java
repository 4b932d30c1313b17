package dev.caravan.children;

import dev.caravan.quarantine.Ledger;
import dev.caravan.run.MoveCheckpoint;
import dev.caravan.run.history.PageEntry;
import dev.caravan.run.history.RunHistory;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The last step of a round's transaction: like {@link MoveCheckpoint}, and keeps what is to be
 * remembered of the parents whose records are all there.
 */
public final class MoveParents implements Processor {
  private final Checkpoints checkpoints;
  private final RunHistory history;
  private final Clock clock = Clock.systemUTC();

  public MoveParents(Checkpoints checkpoints, RunHistory history) {
    this.checkpoints = checkpoints;
    this.history = history;
  }

  @Override
  public void process(Exchange exchange) {
    ChildrenRun run = ChildrenRun.of(exchange);
    Round round = OpenRound.round(exchange);
    PageEntry entry = PageEntry.of(round.fetched(), Ledger.of(exchange).sum());
    run.scan().remember(round);
    Checkpoint moved = run.checkpointAfter(round, clock.instant());
    checkpoints.move(run.checkpoint(), moved);
    history.add(run, entry, round.pages().size());
    MoveCheckpoint.done(exchange, new MoveCheckpoint.Result(entry, moved));
  }
}
