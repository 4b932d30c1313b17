package dev.caravan.worker.step;

import dev.caravan.worker.WorkMetrics;
import dev.caravan.worker.Worker;
import dev.caravan.worker.WorkersHealth;
import dev.caravan.worker.batch.EventBatch;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** After the commit: the batch knows that the portion is committed, metrics and the log say so. */
public final class ReportBatch implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(ReportBatch.class);

  private final WorkMetrics metrics;
  private final WorkersHealth health;

  public ReportBatch(WorkMetrics metrics, WorkersHealth health) {
    this.metrics = metrics;
    this.health = health;
  }

  @Override
  public void process(Exchange exchange) {
    Worker worker = Worker.of(exchange);
    EventBatch batch = EventBatch.of(exchange);
    EnterBatch.Result result = EnterBatch.result(exchange).orElseThrow();
    LOG.info(
        "{} {}: {} events, {} applied, {} duplicates; {}",
        worker.run().orElseThrow(),
        batch.portions().current(),
        result.events().total(),
        result.events().applied(),
        result.events().duplicates(),
        result.rows());
    batch.portions().done();
    health.works(worker.name(), batch.membership().consumer());
    metrics.countRows(worker.name(), result.rows());
    metrics.countEvents(worker.name(), result.events());
  }
}
