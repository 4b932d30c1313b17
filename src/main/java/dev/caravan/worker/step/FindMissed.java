package dev.caravan.worker.step;

import dev.caravan.run.history.RunHistory;
import dev.caravan.worker.WorkMetrics;
import dev.caravan.worker.WorkRun;
import dev.caravan.worker.Worker;
import dev.caravan.worker.batch.EventBatch;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Before the work on a batch: finds out whether the topic deleted messages that nobody of the group
 * had read, since its retention is shorter than the worker was away. Kafka then goes on behind them
 * without a word.
 */
public final class FindMissed implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(FindMissed.class);

  private final RunHistory history;
  private final WorkMetrics metrics;

  public FindMissed(RunHistory history, WorkMetrics metrics) {
    this.history = history;
    this.metrics = metrics;
  }

  @Override
  public void process(Exchange exchange) {
    EventBatch batch = EventBatch.of(exchange);
    if (batch.isLookedBehind()) {
      return;
    }
    Worker worker = Worker.of(exchange);
    long missed = missed(worker, batch);
    if (missed > 0) {
      WorkRun run = worker.run().orElseThrow();
      run.miss(missed);
      history.note(run);
      metrics.countMissed(worker.name(), missed);
      LOG.error(
          "{} {}: its topic deleted up to {} messages that the worker had not read; what they told"
              + " is missing. Raise the topic's retention, and have their sender send them again",
          run,
          batch,
          missed);
    }
    batch.lookedBehind();
  }

  private static long missed(Worker worker, EventBatch batch) {
    try {
      return worker.progress().missed(batch);
    } catch (RetriableException | WakeupException e) {
      throw e;
    } catch (KafkaException e) {
      // Not the events' fault, whatever it is.
      LOG.warn("worker {} {}: what came before it is not known: {}", worker.name(), batch, e);
      return 0;
    }
  }
}
