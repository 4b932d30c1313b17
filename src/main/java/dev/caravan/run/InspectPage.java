package dev.caravan.run;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Checks what was fetched against the run so far, before it goes round the loop. */
public final class InspectPage implements Processor {
  @Override
  public void process(Exchange exchange) {
    Object fetched = exchange.getMessage().getBody();
    exchange.getMessage().setBody(PagedRun.of(exchange).inspect(fetched));
  }
}
