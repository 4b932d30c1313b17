package dev.caravan.worker.step;

import dev.caravan.worker.WorkMetrics;
import dev.caravan.worker.Worker;
import dev.caravan.worker.WorkersHealth;
import dev.caravan.worker.batch.EventBatch;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Acknowledges a batch, of which everything is in the database or in the dead-letter topic, unless
 * it was given back.
 */
public final class CommitOffsets implements Processor {
  private final WorkMetrics metrics;
  private final WorkersHealth health;

  public CommitOffsets(WorkMetrics metrics, WorkersHealth health) {
    this.metrics = metrics;
    this.health = health;
  }

  @Override
  public void process(Exchange exchange) {
    EventBatch batch = EventBatch.of(exchange);
    String worker = Worker.of(exchange).name();
    if (batch.isGivenBack()) {
      batch.membership().rewind(batch.firstOffsets());
      batch.membership().resume();
      return;
    }
    batch.membership().commit(batch.nextOffsets());
    batch.membership().resume();
    health.works(worker, batch.membership().consumer());
    metrics.lag(worker, batch.membership().lag());
  }
}
