package dev.caravan.response;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns the HTTP response on the exchange into what was asked for. Inside the redelivered part of
 * the route, so a cut-off or unreadable response is fetched again.
 */
public final class ReadResponse implements Processor {
  @Override
  public void process(Exchange exchange) throws Exception {
    Object read = Reading.of(exchange).read(Received.from(exchange));
    exchange.getMessage().removeHeaders("*", "CamelRedeliver*");
    exchange.getMessage().setBody(read);
  }
}
