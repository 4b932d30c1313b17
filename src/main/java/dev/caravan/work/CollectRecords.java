package dev.caravan.work;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Within the idempotent consumer: adds the records of the event to those of its batch. */
public final class CollectRecords implements Processor {
  @Override
  public void process(Exchange exchange) throws PoisonException {
    Claim.of(exchange).collect(exchange.getMessage().getBody(Event.class));
  }
}
