package dev.caravan.replay;

import dev.caravan.api.http.Statuses;
import dev.caravan.api.request.Request;
import dev.caravan.run.PagedRun;
import dev.caravan.run.Redelivery;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the API no longer knows where a feed, or a snapshot that is resumed, goes on:
 * the failure becomes a page of its own, after which a snapshot begins.
 */
public final class LostPosition implements Processor {
  private static final Logger LOG = LoggerFactory.getLogger(LostPosition.class);

  /** Whether the failure on the exchange says so. */
  public boolean applies(Exchange exchange) {
    ReplayRun run = (ReplayRun) PagedRun.of(exchange);
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    if (run.step() instanceof Step.SnapshotPage page) {
      return page.position().isPresent()
          && run.requested() == 1
          && failure instanceof HttpOperationFailedException refused
          && Statuses.EXPIRED.contains(refused.getStatusCode());
    }
    return run.step() instanceof Step.Poll && run.feed().isExpired(failure);
  }

  @Override
  public void process(Exchange exchange) {
    ReplayRun run = (ReplayRun) PagedRun.of(exchange);
    Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
    Request request = Request.of(exchange);
    LOG.warn("{}: the API no longer knows the position {}", run, request.origin().position());
    int status =
        failure instanceof HttpOperationFailedException refused ? refused.getStatusCode() : 200;
    exchange.getMessage().setBody(run.lost(request, status));
    Redelivery.forget(exchange);
  }
}
