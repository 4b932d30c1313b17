package dev.caravan.children;

import org.apache.camel.Exchange;

/** Makes the round after the round on the exchange the next one, when this run goes on. */
public final class NextRound {
  /** Whether there is something to fetch ahead; if so it is on the exchange. */
  public boolean prepare(Exchange exchange) {
    Round round = exchange.getMessage().getBody(Round.class);
    if (round.next().isEmpty()) {
      return false;
    }
    ChildrenRun.ask(round.next(), exchange);
    return true;
  }
}
