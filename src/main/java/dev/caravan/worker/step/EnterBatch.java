package dev.caravan.worker.step;

import dev.caravan.quarantine.Ledger;
import dev.caravan.run.history.PageEntry;
import dev.caravan.run.history.RunHistory;
import dev.caravan.worker.EventLedger;
import dev.caravan.worker.WorkRun;
import dev.caravan.worker.Worker;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.batch.EventCounts;
import dev.caravan.worker.seen.ClaimedEvents;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The last step of a batch's transaction: enters it into the ledger, so that rows, ids and ledger
 * are committed together or not at all.
 */
public final class EnterBatch implements Processor {
  private static final String RESULT = "caravanBatchEntered";

  private final RunHistory history;
  private final EventLedger ledger;

  /** What was entered. */
  record Result(PageEntry rows, EventCounts events) {}

  public EnterBatch(RunHistory history, EventLedger ledger) {
    this.history = history;
    this.ledger = ledger;
  }

  @Override
  public void process(Exchange exchange) {
    WorkRun run = Worker.of(exchange).run().orElseThrow();
    ClaimedEvents claim = ClaimedEvents.of(exchange);
    long events = EventBatch.of(exchange).portions().current().events().size();
    PageEntry rows = PageEntry.of(fetched(exchange), Ledger.of(exchange).sum());
    EventCounts counts = new EventCounts(claim.applied(), events - claim.applied(), 0, 0);
    history.add(run, rows);
    ledger.add(run, counts);
    exchange.setProperty(RESULT, new Result(rows, counts));
  }

  /** Not the size of the body, which the user's steps may have changed. */
  private static long fetched(Exchange exchange) {
    return ClaimedEvents.of(exchange).collected();
  }

  /** What this step did on an exchange; empty when the exchange did not come that far. */
  static Optional<Result> result(Exchange exchange) {
    return Optional.ofNullable(exchange.getProperty(RESULT, Result.class));
  }

  /** Forgets what an earlier portion entered. */
  static void reset(Exchange exchange) {
    exchange.removeProperty(RESULT);
  }
}
