package dev.caravan.run;

import dev.caravan.pull.Page;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Checks each fetched page against the run so far, before it goes round the loop. */
public final class InspectPage implements Processor {
  @Override
  public void process(Exchange exchange) {
    Page page = exchange.getMessage().getBody(Page.class);
    exchange.getMessage().setBody(PullRun.of(exchange).inspect(page));
  }
}
