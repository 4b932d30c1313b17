package dev.caravan.api.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.api.Api;
import dev.caravan.api.Requests;
import dev.caravan.api.limits.Entrant;
import dev.caravan.api.limits.ParkedException;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WithinQuotaTest {
  private static final Entrant ANYBODY = new Entrant("items", 1);

  private final Api api = Requests.api();

  /** Whatever decides on the retry later: another stream may come to the gate before it does. */
  @Test
  void aRefusalHoldsTheNextRequestAlreadyWhenItsAnswerIsThere() throws Exception {
    answered(429, Map.of("retry-after", "30"));
    assertThatThrownBy(this::enter).isInstanceOf(ParkedException.class);
  }

  @Test
  void aMistakeThatNoWaitCuresHoldsNobody() throws Exception {
    answered(404, Map.of("Retry-After", "30"));
    assertThatCode(this::enter).doesNotThrowAnyException();
  }

  @Test
  void aResponseGivesItsPlaceBack() throws Exception {
    api.setQuota("1/1s");
    answered(404, Map.of());
    assertThatCode(() -> api.gate().enter(ANYBODY, Duration.ofMinutes(1), () -> false))
        .doesNotThrowAnyException();
  }

  /** Camel logs headers and body of an exchange that it interrupts at a stop. */
  @Test
  void nothingOfARequestThatWasRefusedStaysOnTheExchange() throws Exception {
    Exchange exchange = answered(400, Map.of());
    assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(Exchange.HTTP_QUERY);
    assertThat(exchange.getMessage().getBody()).isNull();
  }

  private void enter() throws InterruptedException {
    api.gate().enter(ANYBODY, Duration.ZERO, () -> false);
  }

  private Exchange answered(int status, Map<String, String> headers) throws Exception {
    Exception refused =
        new HttpOperationFailedException("http://localhost", status, "", null, headers, "");
    try (CamelContext context = new DefaultCamelContext()) {
      WithinQuota policy = new WithinQuota();
      policy.setCamelContext(context);
      policy.beforeWrap(null, null);
      Processor gated = policy.wrap(null, exchange -> exchange.setException(refused));
      Exchange exchange = new DefaultExchange(context);
      exchange.setProperty(Request.PROPERTY, Requests.to(api, "/items", ""));
      exchange.getMessage().setHeader(Exchange.HTTP_QUERY, "key=s3cret");
      exchange.getMessage().setBody("{\"key\": \"s3cret\"}");
      gated.process(exchange);
      assertThat(exchange.getException()).isSameAs(refused);
      return exchange;
    }
  }
}
