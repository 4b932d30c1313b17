package dev.caravan.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.api.Api;
import dev.caravan.api.Requests;
import dev.caravan.api.http.BadResponseException;
import dev.caravan.api.http.PageTooLargeException;
import dev.caravan.api.limits.Entrant;
import dev.caravan.api.limits.ParkedException;
import dev.caravan.testing.HandRandom;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeExchangeException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDecisionTest {
  private static final Entrant ANYBODY = new Entrant("items", 1);

  /** Far ahead of the gate's own clock, so that a pause of the API always shows. */
  private static final Instant NOW = Instant.parse("2100-01-01T00:00:00Z");

  private final DefaultCamelContext context = new DefaultCamelContext();
  private final Exchange exchange = new DefaultExchange(context);
  private final Api api = Requests.api();
  private final Request request = Requests.to(api, "/items", "limit=2");
  private final RetryDecision longest =
      new RetryDecision(Clock.fixed(NOW, ZoneOffset.UTC), HandRandom.GREATEST);

  RetryDecisionTest() {
    exchange.setProperty(Request.PROPERTY, request);
  }

  @AfterEach
  void closeContext() throws IOException {
    context.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503, 504, 599})
  void sendsAgainAfterATransientStatus(int status) {
    decide(status(status));
    assertThat(retries()).isTrue();
    assertThat(delay()).isEqualTo(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 304, 400, 401, 403, 404, 405, 409, 410, 422, 451})
  void everyOtherStatusEndsTheRun(int status) {
    decide(status(status, "Retry-After", "1"));
    assertThat(retries()).isFalse();
    assertThat(caught()).isInstanceOf(HttpOperationFailedException.class);
    assertThat(request.origin().traffic().retries()).isZero();
    assertThatCode(this::enterGate).doesNotThrowAnyException();
  }

  @Test
  void sendsAgainWhenNoAnswerCame() {
    decide(new SocketTimeoutException("Read timed out"));
    assertThat(retries()).isTrue();
    decide(new ConnectException("refused"));
    assertThat(retries()).isTrue();
    decide(new RuntimeExchangeException("failed", exchange, new IOException("reset")));
    assertThat(retries()).isTrue();
  }

  @Test
  void sendsAgainWhenTheAnswerIsUnreadable() {
    decide(new BadResponseException("the response is not valid JSON"));
    assertThat(retries()).isTrue();
  }

  @Test
  void aPageThatIsTooLargeIsNotAskedForAgain() {
    decide(new PageTooLargeException(10));
    assertThat(retries()).isFalse();
  }

  @Test
  void aFaultOfOursIsNotSentAgain() {
    decide(new IllegalStateException("records $.x matches nothing"));
    assertThat(retries()).isFalse();
  }

  @Test
  void aWaitLongerThanAnyoneMeansFailsTheRunAndHoldsNoOtherStreamUp() {
    decide(status(429, "Retry-After", "315360000"));
    assertThat(retries()).isFalse();
    assertThat(caught())
        .isInstanceOf(TooLongWaitException.class)
        .hasMessageContaining("until 2109-12-30T00:00:00Z, longer than maxPark PT168H");
    assertThatCode(this::enterGate).doesNotThrowAnyException();
  }

  @Test
  void aWaitAsLongAsTheLongestThatAnyoneMeansParks() {
    api.setMaxPark("1h");
    decide(status(429, "Retry-After", "3600"));
    assertThat(caught()).isInstanceOf(ParkedException.class);
  }

  @Test
  void aParkedRequestIsNotSentAgain() {
    decide(new ParkedException(NOW, "the quota"));
    assertThat(retries()).isFalse();
  }

  @Test
  void thePlainBackoffStaysWithinTheLongestWaitAndNeverParks() {
    request.api().setMaxRetryWait("3s");
    for (long seconds : new long[] {1, 2, 3, 3}) {
      decide(status(500));
      assertThat(retries()).isTrue();
      assertThat(delay()).isEqualTo(Duration.ofSeconds(seconds));
    }
  }

  @Test
  void thePlainBackoffDoubles() {
    for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 60, 60}) {
      decide(status(500));
      assertThat(delay()).isEqualTo(Duration.ofSeconds(seconds));
    }
  }

  @Test
  void aLongRetryAfterIsNeverTheBaseOfALaterBackoff() {
    decide(status(429, "Retry-After", "300"));
    assertThat(delay()).isEqualTo(Duration.ofSeconds(301));
    decide(status(500));
    assertThat(delay()).isEqualTo(Duration.ofSeconds(1));
    decide(status(503, "Retry-After", "300"));
    assertThat(delay()).isEqualTo(Duration.ofSeconds(301));
    decide(status(500));
    assertThat(delay()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void jitterOnlyAddsToTheServersWord() {
    new RetryDecision(Clock.fixed(NOW, ZoneOffset.UTC), HandRandom.LEAST)
        .process(failed(status(429, "Retry-After", "5")));
    assertThat(delay()).isEqualTo(Duration.ofSeconds(5));
    decide(status(429, "Retry-After", "5"));
    assertThat(delay()).isEqualTo(Duration.ofMillis(5_500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "Thu, 01 Jan 1970 00:00:00 GMT"})
  void aWordThatIsNoWaitLeavesTheOwnBackoff(String word) {
    decide(status(429, "Retry-After", word));
    assertThat(retries()).isTrue();
    assertThat(delay()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void givesUpAfterTheMostRetries() {
    api.setMaxRetries(3);
    for (int i = 0; i < 3; i++) {
      decide(status(500));
      assertThat(retries()).as("retry %d", i + 1).isTrue();
    }
    decide(status(500));
    assertThat(retries()).isFalse();
    assertThat(request.origin().traffic().retries()).isEqualTo(3);
  }

  @Test
  void noRetriesMeansNone() {
    api.setMaxRetries(0);
    decide(status(500));
    assertThat(retries()).isFalse();
  }

  @Test
  void parksWhenTheServerAsksForMoreThanTheLongestWait() {
    decide(status(429, "Retry-After", "86400"));
    assertThat(retries()).isFalse();
    assertThat(caught())
        .isInstanceOfSatisfying(
            ParkedException.class,
            parked ->
                assertThat(parked.notBefore())
                    .isBetween(NOW.plusSeconds(86_400), NOW.plusSeconds(86_401)));
    assertThat(request.origin().traffic().waited()).isZero();
  }

  @Test
  void aWaitWithinTheLongestIsNotParked() {
    api.setMaxRetryWait("10m");
    decide(status(429, "Retry-After", "599"));
    assertThat(retries()).isTrue();
    assertThat(caught()).isInstanceOf(HttpOperationFailedException.class);
  }

  @Test
  void theServersWordPausesAllRequestsOfTheApi() {
    decide(status(429, "Retry-After", "60"));
    assertPausedFor(Duration.ofMinutes(1));
  }

  @Test
  void theLastRetrysWordPausesTheApiToo() {
    api.setMaxRetries(0);
    decide(status(429, "Retry-After", "60"));
    assertThat(retries()).isFalse();
    assertPausedFor(Duration.ofMinutes(1));
  }

  @Test
  void theServersWordToARequestThatIsSentOncePausesTheApiUnlessItIsLongerThanAnyoneMeans() {
    exchange.setProperty(Request.PROPERTY, Requests.once(api, "/items"));
    api.setMaxPark("1h");
    decide(status(429, "Retry-After", "3601"));
    assertThat(retries()).isFalse();
    assertThatCode(this::enterGate).doesNotThrowAnyException();

    decide(status(429, "Retry-After", "3600"));
    assertThat(retries()).isFalse();
    assertPausedFor(Duration.ofHours(1));
  }

  @Test
  void anOwnBackoffPausesNobodyElse() {
    decide(status(500));
    assertThatCode(this::enterGate).doesNotThrowAnyException();
  }

  @Test
  void countsTheRetryAndItsWait() {
    decide(status(429, "Retry-After", "5"));
    decide(status(500));
    assertThat(request.origin().traffic().retries()).isEqualTo(2);
    assertThat(request.origin().traffic().waited()).isEqualTo(Duration.ofMillis(6_500));
  }

  @Test
  void anAnswerWithoutHeadersIsAPlainFailure() {
    decide(new HttpOperationFailedException("https://x", 503, "", null, null, null));
    assertThat(delay()).isEqualTo(Duration.ofSeconds(1));
  }

  private void decide(Exception failure) {
    longest.process(failed(failure));
  }

  private Exchange failed(Exception failure) {
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
    return exchange;
  }

  private boolean retries() {
    return exchange.getProperty(RetryDecision.RETRY, Boolean.class);
  }

  private Exception caught() {
    return exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
  }

  private Duration delay() {
    return Duration.ofMillis(exchange.getIn().getHeader("CamelRedeliveryDelay", Long.class));
  }

  /** By the gate's own clock, which is no business of what decides. */
  private void assertPausedFor(Duration pause) {
    assertThatThrownBy(this::enterGate)
        .isInstanceOfSatisfying(
            ParkedException.class,
            parked ->
                assertThat(parked.notBefore())
                    .isCloseTo(Instant.now().plus(pause), within(5, ChronoUnit.SECONDS)));
  }

  private void enterGate() throws InterruptedException {
    api.gate().enter(ANYBODY, Duration.ZERO, () -> false);
  }

  private static HttpOperationFailedException status(int status) {
    return new HttpOperationFailedException("https://x", status, "", null, Map.of(), "");
  }

  private static HttpOperationFailedException status(int status, String header, String value) {
    return new HttpOperationFailedException(
        "https://x", status, "", null, Map.of(header, value), "");
  }
}
