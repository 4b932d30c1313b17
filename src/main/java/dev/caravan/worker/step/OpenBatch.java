package dev.caravan.worker.step;

import dev.caravan.quarantine.Ledger;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.again.BeforeSteps;
import dev.caravan.worker.WorkRun;
import dev.caravan.worker.Worker;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.seen.ClaimedEvents;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * After the idempotent consumer: opens the ledger of the batch, and hands the records of its new
 * events to the user's steps as the body, a {@link java.util.List}.
 */
public final class OpenBatch implements Processor {
  @Override
  public void process(Exchange exchange) {
    WorkRun run = Worker.of(exchange).run().orElseThrow();
    String position = EventBatch.of(exchange).portions().current().toString();
    Ledger.open(exchange);
    new Origin(run.streamName(), run.id(), position).putOn(exchange);
    List<?> records = ClaimedEvents.of(exchange).records();
    BeforeSteps.keep(exchange, run.streamName(), records);
    exchange.getMessage().setBody(records);
  }
}
