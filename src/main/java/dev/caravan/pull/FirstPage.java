package dev.caravan.pull;

import dev.caravan.api.http.ResponseHeaders;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.RequestFailure;
import dev.caravan.api.request.Traffic;
import dev.caravan.response.Reading;
import dev.caravan.response.Received;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.http.base.HttpOperationFailedException;

/**
 * What comes of asking for the first page of a stream once, by itself: no run, no second try, and
 * nothing is loaded.
 *
 * @param status of the response; empty without one
 * @param headers of the response
 * @param records how many it has; empty when they could not be found
 * @param total how many records the API says there are
 * @param took from the question to the response, a wait for the quota included
 * @param failure what went wrong, without secrets
 * @param mayPass whether it may go well another time as it is
 */
public record FirstPage(
    Optional<Integer> status,
    Map<String, String> headers,
    Optional<Integer> records,
    Optional<Long> total,
    Duration took,
    Optional<String> failure,
    boolean mayPass) {
  private static final String REQUEST = "direct:caravan-request";

  /** Asks, through the quota of the stream's API. */
  public static FirstPage of(Stream stream, ProducerTemplate camel, Clock clock) {
    Instant begin = clock.instant();
    Noted noted =
        new Noted(
            new PageRequest(
                stream, new ScanBounds(Optional.empty(), begin), Optional.empty(), false));
    Exchange exchange = camel.getCamelContext().getEndpoint(REQUEST).createExchange();
    noted.page.putOn(exchange, new Request.Origin(stream.name(), "check", "first", new Traffic()));
    exchange.setProperty(Reading.PROPERTY, noted);
    camel.send(REQUEST, exchange);
    Duration took = Duration.between(begin, clock.instant());
    Exception failure = exchange.getException();
    if (failure == null) {
      Page page = (Page) exchange.getMessage().getBody();
      return noted.seen(Optional.of(page), took, Optional.empty(), true);
    }
    String said = RequestFailure.describe(Request.of(exchange), failure);
    return failure instanceof HttpOperationFailedException refused
        ? new FirstPage(
            Optional.of(refused.getStatusCode()),
            ResponseHeaders.of(failure),
            Optional.empty(),
            Optional.empty(),
            took,
            Optional.of(said),
            isPassing(refused.getStatusCode()))
        : noted.seen(Optional.empty(), took, Optional.of(said), noted.received == null);
  }

  private static boolean isPassing(int status) {
    return status == 408 || status == 429 || status >= 500;
  }

  /** Keeps a response as it came, before anything is looked for in it. */
  private static final class Noted implements Reading {
    private final PageRequest page;
    private Received received;

    Noted(PageRequest page) {
      this.page = page;
    }

    @Override
    public Object read(Received response) {
      received = response;
      return page.read(response);
    }

    FirstPage seen(Optional<Page> found, Duration took, Optional<String> failure, boolean mayPass) {
      return new FirstPage(
          Optional.ofNullable(received).map(Received::status),
          received == null ? Map.of() : received.headers(),
          found.map(each -> each.records().size()),
          found.flatMap(each -> each.source().total()),
          took,
          failure,
          mayPass);
    }
  }
}
