package dev.caravan.children;

import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Checks what was fetched against the run so far, before it goes round the loop. */
public final class InspectRound implements Processor {
  @Override
  public void process(Exchange exchange) {
    List<?> body = exchange.getMessage().getBody(List.class);
    List<ParentPage> answers = body.stream().map(ParentPage.class::cast).toList();
    exchange.getMessage().setBody(ChildrenRun.of(exchange).scan().inspect(answers));
  }
}
