package dev.caravan.pull;

import dev.caravan.api.auth.PlainText;
import dev.caravan.api.http.Statuses;
import dev.caravan.run.Redelivery;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens when the API no longer knows the position at which a run resumes: the scan begins
 * again, once. The upsert makes the repeated pages harmless.
 */
public final class RestartScan implements Processor {
  private final Clock clock;

  public RestartScan(Clock clock) {
    this.clock = clock;
  }

  private static final Logger LOG = LoggerFactory.getLogger(RestartScan.class);

  /** Whether the failure on the exchange says that the resumed position has expired. */
  public boolean applies(Exchange exchange) {
    HttpOperationFailedException refused =
        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, HttpOperationFailedException.class);
    return refused != null
        && Statuses.EXPIRED.contains(refused.getStatusCode())
        && PullRun.of(exchange).isAtResumedPosition();
  }

  /** Makes the first page of the scan the next request. */
  @Override
  public void process(Exchange exchange) {
    PullRun run = PullRun.of(exchange);
    LOG.warn(
        "{}: the API no longer knows page {}; the scan starts again",
        run,
        PlainText.of(run.checkpoint().position().orElse("first")));
    run.restart(clock.instant());
    run.request(Optional.empty(), exchange);
    Redelivery.forget(exchange);
  }
}
