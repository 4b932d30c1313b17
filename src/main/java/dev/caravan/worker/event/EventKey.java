package dev.caravan.worker.event;

import org.apache.camel.Exchange;
import org.apache.camel.support.ExpressionAdapter;

/** What the idempotent consumer asks for: the key of the event in the body, without reflection. */
public final class EventKey extends ExpressionAdapter {
  @Override
  public Object evaluate(Exchange exchange) {
    return exchange.getMessage().getBody(Event.class).key();
  }

  @Override
  public String toString() {
    return "key of the event";
  }
}
