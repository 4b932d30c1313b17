package dev.caravan.run;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Checks each fetched page against the run so far, before it goes round the loop. */
public final class InspectPage implements Processor {
  @Override
  public void process(Exchange exchange) {
    Fetched page = exchange.getMessage().getBody(Fetched.class);
    exchange.getMessage().setBody(PagedRun.of(exchange).inspect(page));
  }
}
