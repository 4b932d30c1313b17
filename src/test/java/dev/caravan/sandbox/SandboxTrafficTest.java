package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.sandbox.limits.SandboxRetryAfter;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxTrafficTest {
  private final ManualClock clock = new ManualClock();
  private final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withClock(clock));
  private final SandboxTraffic traffic = sandbox.traffic();
  private final ShopClient client = new ShopClient(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void recordsEveryRequestWithItsAnswer() {
    client.get("/orders?limit=5", "X-Request-Id", "r-1", "Authorization", "Bearer x");
    client.get("/carts");
    client.get("/items?cursor=abc");

    SeenRequest first = traffic.requests().get(0);
    assertThat(first.ordinal()).isEqualTo(1);
    assertThat(first.collection()).isEqualTo("orders");
    assertThat(first.query()).isEqualTo("limit=5");
    assertThat(first.page()).isEqualTo(1);
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.requestId()).isEqualTo("r-1");
    assertThat(first.authorization()).isTrue();
    assertThat(first.at()).isEqualTo(clock.instant());
    assertThat(traffic.requests()).extracting(SeenRequest::status).containsExactly(200, 404, 400);
    assertThat(traffic.requests("items").get(0).page()).isZero();
    assertThat(traffic.requests("items").get(0).authorization()).isFalse();
  }

  @Test
  void countsTheRequestsForEachPage() {
    String second = client.pathOfPage("/items?limit=100", 2);
    client.get(second);
    client.get(second);

    assertThat(traffic.timesRequested("items", 1)).isEqualTo(1);
    assertThat(traffic.timesRequested("items", 2)).isEqualTo(2);
    assertThat(traffic.timesRequested("orders", 1)).isZero();
  }

  @Test
  void countsInWindowsOfAnyKind() {
    clock.advance(Duration.ofMillis(900));
    client.get("/items");
    client.get("/items");
    clock.advance(Duration.ofMillis(200));
    client.get("/items");
    clock.advance(Duration.ofSeconds(1));
    client.get("/items");

    Instant start = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(traffic.perWindow(Duration.ofSeconds(1)))
        .isEqualTo(Map.of(start, 2, start.plusSeconds(1), 1, start.plusSeconds(2), 1));
    assertThat(traffic.maxInAnySlidingWindow(Duration.ofSeconds(1))).isEqualTo(3);
  }

  @Test
  void catchesRequestsThatDoNotWaitAsTold() {
    sandbox.faults().on("items").times(1).respond(429).retryAfterSeconds(5);
    client.get("/items");
    clock.advance(Duration.ofSeconds(4));
    client.get("/orders");
    clock.advance(Duration.ofSeconds(1));
    client.get("/items");

    assertThat(traffic.requestsEarlierThanAllowed()).hasSize(1);
    EarlyRequest early = traffic.requestsEarlierThanAllowed().get(0);
    assertThat(early.request().collection()).isEqualTo("orders");
    assertThat(early.early()).isEqualTo(Duration.ofSeconds(1));
    assertThat(early.sinceAnswer()).isEqualTo(Duration.ofSeconds(4));
  }

  @Test
  void aRequestThatWasOnItsWayWhenTheAnswerCameIsNotEarlyUnlessItRepeatsWhatWasRefused() {
    sandbox.faults().on("items").times(1).respond(429).retryAfterSeconds(5);
    client.get("/items?limit=5");
    clock.advance(Duration.ofMillis(249));
    client.get("/orders?limit=5");
    assertThat(traffic.requestsEarlierThanAllowed()).isEmpty();
    assertThat(traffic.requestsThatCrossed())
        .extracting(each -> each.request().collection())
        .containsExactly("orders");

    client.get("/items?limit=5");
    clock.advance(Duration.ofMillis(1));
    client.get("/orders?limit=5");
    assertThat(traffic.requestsEarlierThanAllowed())
        .extracting(each -> each.request().collection())
        .containsExactly("items", "orders");
  }

  @Test
  void honoursDatesAndFractionsAndNoGarbage() {
    for (String garbage : new String[] {"0", "-5", "soon", "", "Thu, 01 Jan 1970 00:00:00 GMT"}) {
      assertThat(SandboxRetryAfter.end(garbage, clock.instant())).as(garbage).isEmpty();
    }
    assertThat(SandboxRetryAfter.end("1.5", clock.instant()))
        .contains(clock.instant().plusMillis(1_500));
    assertThat(SandboxRetryAfter.end("Thu, 01 Jan 2026 00:00:30 GMT", clock.instant()))
        .contains(clock.instant().plusSeconds(30));
  }

  @Test
  void startsAgainAfterAClear() {
    sandbox.faults().on("items").times(1).respond(429).retryAfterSeconds(5);
    client.get("/items");
    traffic.clear();
    client.get("/items");

    assertThat(traffic.requests()).extracting(SeenRequest::ordinal).containsExactly(1L);
    assertThat(traffic.requestsEarlierThanAllowed()).isEmpty();
  }
}
