package dev.caravan.answer;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns the HTTP answer on the exchange into what was asked for. Inside the redelivered part of the
 * route, so a cut-off or unreadable answer is fetched again.
 */
public final class ReadAnswer implements Processor {
  @Override
  public void process(Exchange exchange) throws Exception {
    Object read = Reading.of(exchange).read(Received.from(exchange));
    exchange.getMessage().removeHeaders("*", "CamelRedeliver*");
    exchange.getMessage().setBody(read);
  }
}
