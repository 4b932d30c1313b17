package dev.caravan.run;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Checks what was fetched against the run so far, and hands it over to the branch that writes. */
public final class InspectPage implements Processor {
  @Override
  public void process(Exchange exchange) {
    PagedRun run = PagedRun.of(exchange);
    if (run.handover().awaitTurn()) {
      run.handover().add(run.inspect(exchange.getMessage().getBody()));
    }
    exchange.getMessage().setBody(null);
  }
}
