package dev.caravan.pull;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes the page in the body, one of several that are asked for at once, the exchange's request.
 */
public final class RequestPageAhead implements Processor {
  @Override
  public void process(Exchange exchange) {
    exchange.getMessage().getBody(PagesAhead.Ask.class).putOn(exchange);
  }
}
