package dev.caravan.children;

import dev.caravan.api.request.Request;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * What happens when the page of a parent cannot be had for a reason that may be this parent's
 * alone: the round goes on with a {@link ParentFailure} in its place.
 */
public final class ParentFailed implements Processor {
  /** Whether the failure on the exchange is such a one. */
  public boolean applies(Exchange exchange) {
    return !exchange.getContext().isStopping() && ParentFailure.isOne(failure(exchange));
  }

  /** Leaves the failure. */
  @Override
  public void process(Exchange exchange) {
    Optional<Request> request =
        Optional.ofNullable(exchange.getProperty(Request.PROPERTY, Request.class));
    ParentFailure failure =
        ParentFailure.of(failure(exchange), request, RoundRun.of(exchange).input().api());
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(failure);
  }

  private static Throwable failure(Exchange exchange) {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
  }
}
