package dev.caravan.run;

import dev.caravan.run.fetched.Handover;
import dev.caravan.state.database.FailureMarks;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.spi.Policy;

/**
 * The branch of a run that writes, while the other one fetches: a Camel policy around its loop,
 * which takes pages as long as there are any. However it ends, the other branch learns of it.
 */
public final class WritePages implements Policy {
  /** Waits for what is to be written next; false when there is nothing more. */
  public boolean take(Exchange exchange) {
    return PagedRun.of(exchange).handover().take();
  }

  @Override
  public void beforeWrap(Route route, NamedNode definition) {
    // Nothing to prepare.
  }

  @Override
  public Processor wrap(Route route, Processor loop) {
    return new BranchEnd(loop, WritePages::end);
  }

  private static void end(Exchange exchange) {
    Handover pages = PagedRun.of(exchange).handover();
    if (pages.isUnderWay() && exchange.getException() == null) {
      fail(exchange);
    }
    pages.endOfWriting();
  }

  /**
   * Makes a route's quiet end a failure that the run sees; a stop would skip the run's end, too.
   */
  private static void fail(Exchange exchange) {
    FailureMarks.clear(exchange);
    exchange.setException(
        new IllegalStateException(
            "the route ended a page before its checkpoint moved, for example by a stop or because"
                + " its error handler took a failure as handled; nothing of the page is"
                + " committed"));
  }
}
