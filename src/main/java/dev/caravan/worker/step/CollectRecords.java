package dev.caravan.worker.step;

import dev.caravan.worker.event.Event;
import dev.caravan.worker.failure.PoisonException;
import dev.caravan.worker.seen.ClaimedEvents;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Within the idempotent consumer: adds the records of the event to those of its batch. */
public final class CollectRecords implements Processor {
  @Override
  public void process(Exchange exchange) throws PoisonException {
    ClaimedEvents.of(exchange).collect(exchange.getMessage().getBody(Event.class));
  }
}
