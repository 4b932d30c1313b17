package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.api.limits.Entrant;
import dev.caravan.api.limits.Gate;
import dev.caravan.api.limits.Lender;
import dev.caravan.api.limits.StalePlaceException;
import dev.caravan.testing.LoopbackServer;
import java.time.Duration;
import java.util.Collections;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process that was paused between the gate and the wire must not use what went to others. */
@Timeout(30)
class PlaceBeforeSendingTest {
  private static final Entrant ANYBODY = new Entrant("items", 1);

  @Test
  void aRequestWhosePlaceWentToOthersIsNotSent() throws Exception {
    try (LoopbackServer server = LoopbackServer.start(sent -> LoopbackServer.Reply.json("[]"))) {
      Api api = new Api();
      api.setBaseUrl(server.url());
      api.setQuota("10/s");
      HttpClientBuilder builder = HttpClientBuilder.create();
      HttpClientSetup.apply(api, builder);
      try (CloseableHttpClient client = builder.build()) {
        Gate gate = api.gate();
        gate.borrowFrom(lender());
        lend(gate, Duration.ofMinutes(1));
        enter(gate);
        client.execute(new HttpGet(server.url()), response -> response.getCode());
        gate.leave();
        assertThat(server.requests()).hasSize(1);

        lend(gate, Duration.ofSeconds(1));
        enter(gate);
        await()
            .pollInSameThread()
            .untilAsserted(
                () ->
                    assertThatThrownBy(gate::requirePlace).isInstanceOf(StalePlaceException.class));
        // The lender was heard of again before the request goes on; its place is gone all the same.
        gate.exchange(offer -> loan(0, Duration.ofMinutes(1)), false);
        assertThatThrownBy(
                () -> client.execute(new HttpGet(server.url()), response -> response.getCode()))
            .isInstanceOf(StalePlaceException.class);
        assertThat(server.requests()).hasSize(1);
      }
    }
  }

  private static void enter(Gate gate) throws InterruptedException {
    gate.enter(ANYBODY, Duration.ofSeconds(5), () -> false);
  }

  private static void lend(Gate gate, Duration term) {
    gate.exchange(offer -> loan(1, term), false);
  }

  private static Lender.Loan loan(int places, Duration term) {
    return new Lender.Loan(false, Collections.nCopies(places, 0L), 0, term.toMillis(), false, 0, 0);
  }

  private static Lender lender() {
    return new Lender() {
      @Override
      public boolean lends() {
        return true;
      }

      @Override
      public void join(String api, Gate gate) {}

      @Override
      public void needed(Gate gate) {}
    };
  }
}
