package dev.caravan.worker.seen;

import dev.caravan.state.Causes;
import dev.caravan.worker.Worker;
import dev.caravan.worker.Workers;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes ids that are old enough to be forgotten: after a batch, and by a timer where none comes.
 * A failure is left for later.
 */
public final class ForgetEvents implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(ForgetEvents.class);
  private static final int MOST_PORTIONS = 20;

  private final Workers workers;

  public ForgetEvents(Workers workers) {
    this.workers = workers;
  }

  @Override
  public void process(Exchange exchange) {
    Worker worker = Worker.of(exchange);
    leaveForLater(worker, worker.seen()::forgetOld);
  }

  /**
   * For workers all of whose messages are acknowledged. A message that is not comes again, however
   * late, and only its id tells that it was applied.
   */
  public void whenIdle() {
    workers.all().stream()
        .filter(worker -> worker.progress().isAllAcknowledged())
        .forEach(worker -> leaveForLater(worker, () -> forgetAll(worker.seen())));
  }

  private static void forgetAll(SeenEvents seen) {
    boolean more = true;
    for (int i = 0; i < MOST_PORTIONS && more; i++) {
      more = seen.forgetSome();
    }
  }

  private static void leaveForLater(Worker worker, Runnable forgetting) {
    try {
      forgetting.run();
    } catch (RuntimeException e) {
      LOG.warn("worker {}: old ids stay for now: {}", worker.name(), Causes.of(e));
    }
  }
}
