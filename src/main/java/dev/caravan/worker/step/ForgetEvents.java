package dev.caravan.worker.step;

import dev.caravan.worker.Worker;
import dev.caravan.worker.seen.SeenEvents;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** After a batch: deletes ids that are old enough to be forgotten. A failure is left for later. */
public final class ForgetEvents implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(ForgetEvents.class);

  @Override
  public void process(Exchange exchange) {
    SeenEvents seen = Worker.of(exchange).seen();
    try {
      seen.forgetOld();
    } catch (DataAccessException e) {
      LOG.warn("worker {}: old ids stay for now: {}", Worker.of(exchange).name(), e.getMessage());
    }
  }
}
