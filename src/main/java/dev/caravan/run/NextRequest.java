package dev.caravan.run;

import org.apache.camel.Exchange;

/**
 * Makes the page after the page on the exchange the next request, when this run goes on after it.
 */
public final class NextRequest {
  /** Whether there is a page to fetch ahead; if so its request is on the exchange. */
  public boolean prepare(Exchange exchange) {
    PagedRun run = PagedRun.of(exchange);
    Fetched page = exchange.getMessage().getBody(Fetched.class);
    if (!run.goesOnAfter(page)) {
      return false;
    }
    run.requestAfter(page, exchange);
    return true;
  }
}
