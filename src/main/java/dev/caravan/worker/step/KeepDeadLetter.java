package dev.caravan.worker.step;

import dev.caravan.worker.WorkMetrics;
import dev.caravan.worker.Worker;
import dev.caravan.worker.WorkersHealth;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.event.DeadLetter;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After the broker confirmed a dead letter. */
public final class KeepDeadLetter implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(KeepDeadLetter.class);

  private final WorkMetrics metrics;
  private final WorkersHealth health;

  public KeepDeadLetter(WorkMetrics metrics, WorkersHealth health) {
    this.metrics = metrics;
    this.health = health;
  }

  @Override
  public void process(Exchange exchange) {
    Worker worker = Worker.of(exchange);
    EventBatch batch = EventBatch.of(exchange);
    DeadLetter sent = batch.deadLetter();
    LOG.warn(
        "worker {} {}: dead letter in {}, {}: {}",
        worker.name(),
        sent.what(),
        worker.deadLetters(),
        sent.reason().code(),
        sent.error());
    batch.deadLetterSent();
    health.works(worker.name(), batch.membership().consumer());
    metrics.countDeadLetter(worker.name(), sent.reason());
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(null);
  }
}
