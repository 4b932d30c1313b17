package dev.caravan.api.request;

import dev.caravan.api.auth.TokenUnavailableException;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.http.ResponseHeaders;
import dev.caravan.api.limits.Backoff;
import dev.caravan.api.limits.LimitSignalException;
import dev.caravan.api.limits.ParkedException;
import dev.caravan.api.limits.RetryAfter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides after each failed request whether it is sent again, and when. Camel calls it as {@code
 * onExceptionOccurredRef}, waits for the {@code CamelRedeliveryDelay} that it sets, and asks the
 * exchange property {@link #RETRY} through {@code retryWhile}.
 *
 * <p>408, 429, 5xx, I/O, unreadable responses and the limit signals that the API declares are sent
 * again; a 401 once, with a new token, where the token can be replaced. Every other status is a
 * mistake of configuration. A wait longer than {@code maxRetryWait} parks the run instead.
 */
public final class RetryDecision implements Processor {
  /** Whether the request is sent again, a boolean. */
  public static final String RETRY = "caravanRetry";

  private static final Logger LOG = LoggerFactory.getLogger(RetryDecision.class);
  private static final int UNAUTHORIZED = 401;
  private static final int REQUEST_TIMEOUT = 408;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final Clock clock;
  private final Backoff backoff;

  public RetryDecision() {
    this(Clock.systemUTC(), RandomGenerator.getDefault());
  }

  RetryDecision(Clock clock, RandomGenerator random) {
    this.clock = clock;
    this.backoff = new Backoff(random);
  }

  @Override
  public void process(Exchange exchange) {
    Request request = Request.of(exchange);
    Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
    exchange.setProperty(RETRY, false);
    request.giveUp(failure);
    if (isUnauthorized(failure) && request.renewsCredentials()) {
      sendAtOnce(exchange, request);
      return;
    }
    if (!isTransient(request, failure)) {
      return;
    }
    Optional<Duration> serversWord = serversWord(failure);
    if (request.isSentOnce()) {
      serversWord
          .filter(word -> word.compareTo(request.api().maxPark()) <= 0)
          .ifPresent(request.api().gate()::pauseFor);
      return;
    }
    int failures = request.countFailure();
    if (serversWord.filter(word -> word.compareTo(request.api().maxPark()) > 0).isPresent()) {
      exchange.setProperty(
          Exchange.EXCEPTION_CAUGHT,
          new TooLongWaitException(request, clock.instant().plus(serversWord.get())));
      return;
    }
    Duration delay = delay(request, serversWord);
    if (delay.compareTo(request.api().maxRetryWait()) > 0) {
      park(exchange, request, delay);
    } else if (failures <= request.api().maxRetries()) {
      retry(exchange, request, failure, delay, serversWord.isPresent());
    }
  }

  private Duration delay(Request request, Optional<Duration> serversWord) {
    if (serversWord.isEmpty()) {
      // A wait that Caravan chooses itself never parks a run; only the server's word does.
      Duration own = backoff.delay(request.countBackoff());
      Duration longest = request.api().maxRetryWait();
      return own.compareTo(longest) > 0 ? longest : own;
    }
    // The gate knows already what headers asked for, but not of limits that only the body tells.
    request.api().gate().pauseFor(serversWord.get());
    return backoff.onTopOf(serversWord.get());
  }

  private void park(Exchange exchange, Request request, Duration delay) {
    Instant notBefore = clock.instant().plus(delay);
    // Camel gives an exchange that is not sent again the exception of this property, whatever
    // exception stands on it by then.
    exchange.setProperty(
        Exchange.EXCEPTION_CAUGHT, new ParkedException(notBefore, "the API, which asked for it"));
    LOG.warn("{} request {}: parks until {}", request.origin(), request.id(), notBefore);
  }

  private void retry(
      Exchange exchange, Request request, Exception failure, Duration delay, boolean asked) {
    exchange.setProperty(RETRY, true);
    exchange.getIn().setHeader("CamelRedeliveryDelay", delay.toMillis());
    request.origin().traffic().countRetry();
    request.origin().traffic().countWait(delay);
    String brief = request.api().hideSecrets(RequestFailure.briefly(failure));
    Optional<Instant> again = Optional.of(clock.instant().plus(delay));
    request.origin().traffic().waits(new Wait("to ask again after " + brief, () -> again));
    LOG.info(
        "{} request {}: {}; waits {} ms ({})",
        request.origin(),
        request.id(),
        brief,
        delay.toMillis(),
        asked ? "as the server asks" : "backoff");
  }

  /** The token was at fault, not the request: no wait, and no failure that counts. */
  private static void sendAtOnce(Exchange exchange, Request request) {
    exchange.setProperty(RETRY, true);
    exchange.getIn().setHeader("CamelRedeliveryDelay", 0L);
    request.origin().traffic().countRetry();
    LOG.info(
        "{} request {}: status 401; sent again with a new token", request.origin(), request.id());
  }

  private static boolean isUnauthorized(Exception failure) {
    return failure instanceof HttpOperationFailedException refused
        && refused.getStatusCode() == UNAUTHORIZED;
  }

  /** Whether a failure may be gone when the request is sent again; no failure is none. */
  static boolean isTransient(Request request, Exception failure) {
    if (failure instanceof HttpOperationFailedException refused) {
      int status = refused.getStatusCode();
      return status == REQUEST_TIMEOUT
          || status == TOO_MANY_REQUESTS
          || status >= SERVER_ERROR
          || isLimitSignal(request, refused);
    }
    if (failure instanceof RuntimeExchangeException && failure.getCause() instanceof IOException) {
      return true;
    }
    return failure instanceof IOException
        || failure instanceof BadResponseException
        || failure instanceof LimitSignalException;
  }

  private static boolean isLimitSignal(Request request, HttpOperationFailedException refused) {
    String body = Optional.ofNullable(refused.getResponseBody()).orElse("");
    return request
        .api()
        .limits()
        .isSignal(
            refused.getStatusCode(),
            ResponseHeaders.of(refused),
            () -> body.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<Duration> serversWord(Exception failure) {
    return failure instanceof TokenUnavailableException unavailable
        ? unavailable.serversWord()
        : RetryAfter.in(ResponseHeaders.of(failure), clock.instant());
  }
}
