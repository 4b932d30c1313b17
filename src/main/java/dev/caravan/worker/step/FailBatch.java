package dev.caravan.worker.step;

import dev.caravan.worker.Waiting;
import dev.caravan.worker.Worker;
import dev.caravan.worker.WorkersHealth;
import dev.caravan.worker.batch.EventBatch;
import dev.caravan.worker.failure.ErrorText;
import dev.caravan.worker.failure.StoppedException;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a batch that is not acknowledged: on the exception that is passed on, Camel's consumer
 * gives its place in the group up, takes a new one, and gets the same messages again.
 */
public final class FailBatch implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(FailBatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final WorkersHealth health;

  public FailBatch(WorkersHealth health) {
    this.health = health;
  }

  @Override
  public void process(Exchange exchange) throws Exception {
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    Worker worker = Worker.of(exchange);
    Object consumer = EventBatch.of(exchange).membership().consumer();
    if (failure instanceof StoppedException) {
      LOG.info("worker {}: {}", worker.name(), failure.getMessage());
      health.leaves(worker.name(), consumer);
    } else {
      String error = ErrorText.of(worker.api(), exchange, failure).logged();
      LOG.error(
          "worker {}: its batch is not acknowledged and comes again: {}", worker.name(), error);
      health.waits(worker.name(), consumer, error);
      try {
        Waiting.aWhile(exchange, PAUSE);
      } finally {
        // Until another consumer has its messages nobody works on them.
        health.fails(worker.name(), consumer, error);
      }
    }
    throw failure;
  }
}
