package dev.caravan.sandbox.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.ManualClock;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.ShopClient;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxQuotaTest {
  private final ManualClock clock = new ManualClock();
  private Sandbox sandbox;
  private ShopClient client;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void letsInSoManyInEachFixedWindow() {
    start(SandboxOptions.defaults().withQuota(3, Duration.ofSeconds(10)));
    clock.advance(Duration.ofMillis(7_500));

    assertStatuses(200, 200, 200, 429);
    clock.advance(Duration.ofMillis(2_500));
    assertStatuses(200, 200, 200, 429);
  }

  @Test
  void letsInSoManyInAnySlidingWindow() {
    start(SandboxOptions.defaults().withSlidingQuota(2, Duration.ofSeconds(10)));

    assertStatuses(200);
    clock.advance(Duration.ofSeconds(6));
    assertStatuses(200, 429);
    clock.advance(Duration.ofSeconds(4));
    assertStatuses(200, 429);
    assertThat(sandbox.traffic().maxInAnySlidingWindow(Duration.ofSeconds(4))).isEqualTo(2);
  }

  @Test
  void saysHowLongToWaitInWholeSecondsRoundedUp() {
    start(SandboxOptions.defaults().withQuota(1, Duration.ofSeconds(10)));
    clock.advance(Duration.ofMillis(6_900));
    client.get("/items");
    HttpResponse<String> refused = client.get("/items");

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("4");
    clock.advance(Duration.ofSeconds(4));
    assertStatuses(200);
    assertThat(sandbox.traffic().requestsEarlierThanAllowed()).isEmpty();
  }

  @Test
  void tellsWhatIsLeft() {
    start(SandboxOptions.defaults().withQuota(5, Duration.ofSeconds(10)));
    HttpResponse<String> answer = client.get("/items");

    assertThat(answer.headers().firstValue("X-RateLimit-Limit")).contains("5");
    assertThat(answer.headers().firstValue("X-RateLimit-Remaining")).contains("4");
    assertThat(answer.headers().firstValue("X-RateLimit-Reset"))
        .contains(String.valueOf(clock.instant().getEpochSecond() + 10));
  }

  @Test
  void tellsNothingWithoutAQuota() {
    start(SandboxOptions.defaults());

    assertThat(client.get("/items").headers().firstValue("X-RateLimit-Limit")).isEmpty();
  }

  @Test
  void countsFaultyAnswersButNotRequestsWithoutTheToken() {
    start(SandboxOptions.defaults().withToken("hush").withQuota(2, Duration.ofSeconds(10)));
    sandbox.faults().on("items").times(1).respond(500);

    assertThat(client.get("/items").statusCode()).isEqualTo(401);
    assertThat(client.get("/items?api_key=hush").statusCode()).isEqualTo(500);
    assertThat(client.get("/items?api_key=hush").statusCode()).isEqualTo(200);
    assertThat(client.get("/items?api_key=hush").statusCode()).isEqualTo(429);
  }

  @Test
  void isExactWhenManyComeAtOnce() {
    start(SandboxOptions.defaults().withSlidingQuota(50, Duration.ofSeconds(10)));
    long served =
        IntStream.range(0, 200)
            .parallel()
            .map(n -> client.get("/items?limit=1").statusCode())
            .filter(status -> status == 200)
            .count();

    assertThat(served).isEqualTo(50);
    assertThat(sandbox.traffic().requests()).hasSize(200);
    assertThat(sandbox.traffic().perStatus()).isEqualTo(Map.of(200, 50, 429, 150));
  }

  private void start(SandboxOptions options) {
    sandbox = Sandbox.start(options.withClock(clock));
    client = new ShopClient(sandbox);
  }

  private void assertStatuses(int... statuses) {
    for (int status : statuses) {
      assertThat(client.get("/items?limit=1").statusCode()).isEqualTo(status);
    }
  }
}
