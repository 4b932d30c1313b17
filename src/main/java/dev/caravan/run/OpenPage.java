package dev.caravan.run;

import dev.caravan.cluster.Nodes;
import dev.caravan.quarantine.Ledger;
import dev.caravan.quarantine.again.BeforeSteps;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.state.Checkpoints;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The first step of a page's transaction: takes the checkpoint's row, opens the page's ledger, and
 * hands the page's records to the user's steps as the body, a {@link java.util.List}.
 */
public final class OpenPage implements Processor {
  /** The page that the transaction is about. */
  static final String PAGE = "caravanPage";

  private final Checkpoints checkpoints;
  private final Nodes nodes;

  public OpenPage(Checkpoints checkpoints, Nodes nodes) {
    this.checkpoints = checkpoints;
    this.nodes = nodes;
  }

  @Override
  public void process(Exchange exchange) {
    PagedRun run = PagedRun.of(exchange);
    Fetched page = run.handover().open();
    nodes.require(run.streamName());
    checkpoints.claim(run.checkpoint());
    exchange.setProperty(PAGE, page);
    Ledger.open(exchange);
    run.putOrigin(page.position().orElse("first"), run.isBeginning(page), exchange);
    run.prepare(page, exchange);
    BeforeSteps.keep(exchange, run.input().name(), page.records());
    exchange.getMessage().setBody(page.records());
  }
}
