package dev.caravan.worker.step;

import dev.caravan.worker.EventLedger;
import dev.caravan.worker.WorkMetrics;
import dev.caravan.worker.Worker;
import dev.caravan.worker.batch.EventBatch;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Enters events into the ledger that were given up or left out, and so in no transaction. */
public final class EnterEvents implements Processor {
  private final EventLedger ledger;
  private final WorkMetrics metrics;

  public EnterEvents(EventLedger ledger, WorkMetrics metrics) {
    this.ledger = ledger;
    this.metrics = metrics;
  }

  @Override
  public void process(Exchange exchange) {
    Worker worker = Worker.of(exchange);
    EventBatch batch = EventBatch.of(exchange);
    ledger.add(worker.run().orElseThrow(), batch.notEntered());
    metrics.countEvents(worker.name(), batch.notEntered());
    batch.entered();
  }
}
