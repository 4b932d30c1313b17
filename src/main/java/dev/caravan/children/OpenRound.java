package dev.caravan.children;

import dev.caravan.quarantine.Ledger;
import dev.caravan.state.Checkpoints;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The first step of a round's transaction: takes the checkpoint's row, opens the round's ledger,
 * and hands the records of all its pages to the user's steps as the body, a {@link java.util.List}.
 */
public final class OpenRound implements Processor {
  private static final String PROPERTY = "caravanRound";

  private final Checkpoints checkpoints;

  public OpenRound(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  @Override
  public void process(Exchange exchange) {
    ChildrenRun run = ChildrenRun.of(exchange);
    Round round = exchange.getMessage().getBody(Round.class);
    checkpoints.claim(run.checkpoint());
    exchange.setProperty(PROPERTY, round);
    Ledger.open(exchange);
    run.putOrigin(round.toString(), run.isBeginning(), exchange);
    run.prepare(exchange);
    exchange.getMessage().setBody(round.records(run.parents()));
  }

  /** The round that the transaction is about. */
  static Round round(Exchange exchange) {
    return exchange.getProperty(PROPERTY, Round.class);
  }
}
