package dev.caravan.run;

import dev.caravan.quarantine.Ledger;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.run.fetched.PagesTogether;
import dev.caravan.run.history.PageEntry;
import dev.caravan.run.history.RunHistory;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The last step of a page's transaction: enters the page into the ledger of its run and moves the
 * checkpoint, so that rows, ledger and checkpoint are committed together or not at all.
 */
public final class MoveCheckpoint implements Processor {
  private static final String RESULT = "caravanCheckpointMoved";

  private final Checkpoints checkpoints;
  private final RunHistory history;
  private final Clock clock;

  /** What was entered and where the checkpoint went. */
  public record Result(PageEntry entry, Checkpoint moved) {}

  public MoveCheckpoint(Checkpoints checkpoints, RunHistory history, Clock clock) {
    this.checkpoints = checkpoints;
    this.history = history;
    this.clock = clock;
  }

  @Override
  public void process(Exchange exchange) {
    PagedRun run = PagedRun.of(exchange);
    Fetched page = exchange.getProperty(OpenPage.PAGE, Fetched.class);
    run.written(page);
    Ledger ledger = Ledger.of(exchange);
    if (page instanceof PagesTogether && ledger.sum().quarantinedTotal() > 0) {
      // How many may be bad, and where they stood, is a matter of each page.
      return;
    }
    PageEntry entry = PageEntry.of(page.records().size(), ledger.sum());
    ledger.tablesMade().forEach(run::noteTableMade);
    Checkpoint moved = run.checkpointAfter(page, clock.instant());
    checkpoints.move(run.checkpoint(), moved);
    history.add(run, entry, page.responses());
    exchange.setProperty(RESULT, new Result(entry, moved));
  }

  /** Nothing that this step did was committed. */
  static void forget(Exchange exchange) {
    exchange.removeProperty(RESULT);
  }

  /** What this step did on an exchange; empty when the exchange did not come that far. */
  public static Optional<Result> result(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(RESULT, Result.class));
  }
}
