package dev.caravan.children;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;

/** What happens when the API does not know a parent: there is no page, and the run goes on. */
public final class ParentGone implements Processor {
  /** Whether the failure on the exchange says so, or that the parent's position has expired. */
  public boolean applies(Exchange exchange) {
    HttpOperationFailedException refused =
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, HttpOperationFailedException.class);
    return refused != null
        && RoundRun.of(exchange)
            .isAbout(RequestParentPage.parent(exchange), refused.getStatusCode());
  }

  /** Leaves no page. */
  @Override
  public void process(Exchange exchange) {
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(null);
  }
}
