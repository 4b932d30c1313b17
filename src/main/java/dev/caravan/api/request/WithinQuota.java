package dev.caravan.api.request;

import dev.caravan.api.http.ResponseHeaders;
import dev.caravan.api.limits.Gate;
import dev.caravan.api.limits.Lender;
import dev.caravan.config.Metric;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.spi.Policy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * A Camel policy around the HTTP step: lets a request start only when its API's quota and pauses
 * allow it, and counts what came of it as {@code caravan_requests_total}.
 */
public final class WithinQuota implements Policy, CamelContextAware {
  private CamelContext context;
  private MeterRegistry meters;
  private Optional<Lender> lender = Optional.empty();

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  @Override
  public void beforeWrap(Route route, NamedNode definition) {
    meters = Metric.meters(context);
    lender = Optional.ofNullable(context.getRegistry().findSingleByType(Lender.class));
  }

  @Override
  public Processor wrap(Route route, Processor processor) {
    return new Gated(processor);
  }

  private final class Gated extends DelegateAsyncProcessor {
    Gated(Processor processor) {
      super(processor);
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
      Request request = Request.of(exchange);
      Gate gate = request.api().gate();
      lender.ifPresent(each -> each.join(request.apiName(), gate));
      try {
        Duration waited = enter(request, gate);
        request.origin().traffic().countWait(waited);
        request.origin().traffic().countRequest();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        exchange.setException(new RejectedExecutionException("interrupted at the quota", e));
        callback.done(true);
        return true;
      } catch (RuntimeException e) {
        exchange.setException(e);
        callback.done(true);
        return true;
      }
      return super.process(
          exchange,
          doneSync -> {
            learn(request, gate, exchange);
            gate.leave();
            count(request, exchange);
            forget(exchange);
            callback.done(doneSync);
          });
    }

    private Duration enter(Request request, Gate gate) throws InterruptedException {
      Traffic traffic = request.origin().traffic();
      traffic.waits(
          new Wait(
              "until " + request.apiName() + " allows the next request",
              () -> gate.standing().opens()));
      try {
        return gate.enter(request.origin().entrant(), request.patience(), context::isStopping);
      } finally {
        traffic.waitsNoMore();
      }
    }

    /**
     * A credential may be in the address or the body, and Camel logs exchanges that it interrupts.
     */
    private static void forget(Exchange exchange) {
      exchange.getMessage().removeHeaders("CamelHttp(Query|Path|Uri)");
      if (exchange.getException() != null) {
        exchange.getMessage().setBody(null);
      }
    }

    /** At once, and not only when the retry is decided: other streams are about to start. */
    private void learn(Request request, Gate gate, Exchange exchange) {
      if (RetryDecision.isTransient(request, exchange.getException())) {
        gate.pauseAsAsked(ResponseHeaders.of(exchange), request.api().maxPark());
      }
      if (request.api().isAdaptive()) {
        gate.learn(ResponseHeaders.of(exchange), request.api().maxPark());
      }
    }

    private void count(Request request, Exchange exchange) {
      Metric.REQUESTS
          .counter(meters, "api", request.apiName(), "status", status(exchange))
          .increment();
    }
  }

  private static String status(Exchange exchange) {
    HttpOperationFailedException refused =
        exchange.getException(HttpOperationFailedException.class);
    if (refused != null) {
      return String.valueOf(refused.getStatusCode());
    }
    return exchange.getException() != null
        ? "no_answer"
        : exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, "none", String.class);
  }
}
