package dev.caravan.answer;

import dev.caravan.run.Fetched;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Turns the HTTP answer on the exchange into the page that was asked for. Inside the redelivered
 * part of the route, so a cut-off or unreadable answer is fetched again.
 */
public final class ReadPage implements Processor {
  @Override
  public void process(Exchange exchange) {
    Fetched page = Reading.of(exchange).read(Received.from(exchange));
    exchange.getMessage().removeHeaders("*", "CamelRedeliver*");
    exchange.getMessage().setBody(page);
  }
}
