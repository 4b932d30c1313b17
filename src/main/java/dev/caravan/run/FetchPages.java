package dev.caravan.run;

import dev.caravan.run.fetched.Fetched;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * The branch of a run that fetches, while the other one writes: a Camel policy around its loop,
 * which asks for the page after the latest one as long as there is one. However it ends, the other
 * branch learns of it, and writes what is there.
 */
public final class FetchPages implements Policy {
  /** Whether there is a page to fetch ahead; if so its request is on the exchange. */
  public boolean prepare(Exchange exchange) {
    PagedRun run = PagedRun.of(exchange);
    Optional<Fetched> latest = run.handover().latest();
    if (latest.filter(run::goesOnAfter).isEmpty() || !run.handover().awaitRoom(latest.get())) {
      return false;
    }
    run.requestAfter(latest.get(), exchange);
    return true;
  }

  @Override
  public void beforeWrap(Route route, NamedNode definition) {
    // Nothing to prepare.
  }

  @Override
  public Processor wrap(Route route, Processor loop) {
    return new BranchEnd(loop, exchange -> PagedRun.of(exchange).handover().endOfFetching());
  }
}
