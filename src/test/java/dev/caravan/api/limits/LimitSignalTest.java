package dev.caravan.api.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Fetching;
import dev.caravan.api.request.ErrorResponseException;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an API says by other means than the status, by the real route against a real server. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LimitSignalTest {
  private static final String LIMITED = "{\"data\":[],\"error\":{\"code\":\"rate_limited\"}}";

  private final Queue<Reply> answers = new ArrayDeque<>();
  private LoopbackServer server;
  private Fetching fetching;

  @BeforeEach
  void start() throws Exception {
    server =
        LoopbackServer.start(
            sent -> answers.isEmpty() ? Reply.json("{\"data\":[{\"id\":1}]}") : answers.remove());
    fetching = new Fetching(server.url());
  }

  @AfterEach
  void stop() {
    fetching.close();
    server.close();
  }

  @Test
  void aDeclaredStatusIsALimitSignalAndItsRetryAfterIsHonoured() {
    fetching.api.setLimitStatus("403,420");
    answers.add(Reply.status(403, "slower").with("Retry-After", "0.3"));
    assertRetriedAfter(Duration.ofMillis(300));
  }

  @Test
  void aStatusThatIsNotDeclaredEndsTheRun() {
    fetching.api.setLimitStatus("420");
    answers.add(Reply.status(403, "forbidden"));
    assertFailsWithStatus(403);
  }

  @Test
  void statusAndHeaderMustBothMatchWhenBothAreDeclared() {
    fetching.api.setLimitStatus("403");
    fetching.api.setLimitHeader("X-RateLimit-Remaining=0, X-Slow-Down");
    answers.add(
        Reply.status(403, "slower")
            .with("X-RateLimit-Remaining", "0")
            .with("X-RateLimit-Reset", "0.3"));
    assertRetriedAfter(Duration.ofMillis(300));
    answers.add(Reply.status(403, "slower").with("x-slow-down", "please"));
    assertThat(fetching.records()).hasSize(1);
    answers.add(Reply.status(403, "forbidden").with("X-RateLimit-Remaining", "17"));
    assertFailsWithStatus(403);
    answers.add(Reply.json("{\"data\":[{\"id\":1}]}").with("X-RateLimit-Remaining", "0"));
    int before = server.requests().size();
    assertThat(fetching.records()).hasSize(1);
    assertThat(server.requests()).hasSize(before + 1);
  }

  @Test
  void aBodyCodeWithStatus200IsALimitSignalAndNoPage() {
    fetching.api.setLimitBody("$.error.code=rate_limited");
    answers.add(Reply.json(LIMITED).with("Retry-After", "0.3"));
    assertRetriedAfter(Duration.ofMillis(300));
  }

  @Test
  void aBodyCodeIsALimitSignalWithAnyStatus() {
    fetching.api.setLimitBody("$.error.code=rate_limited");
    answers.add(Reply.status(400, LIMITED).with("Retry-After", "0.3"));
    assertRetriedAfter(Duration.ofMillis(300));
  }

  @Test
  void withoutTheServersWordALimitSignalBacksOff() {
    fetching.api.setLimitBody("$.error.code=rate_limited");
    answers.add(Reply.json(LIMITED));
    assertThat(fetching.records()).hasSize(1);
    assertThat(fetching.traffic.waited()).isPositive();
  }

  @Test
  void aLimitSignalThatStaysEndsTheRunAfterTheMostRetries() {
    fetching.api.setLimitBody("$.error.code=rate_limited");
    fetching.api.setMaxRetries(1);
    answers.add(Reply.json(LIMITED).with("Retry-After", "0.1"));
    answers.add(Reply.json(LIMITED).with("Retry-After", "0.1"));
    assertThat(fetching.fetch().getException())
        .isInstanceOf(LimitSignalException.class)
        .hasMessageContaining("GET " + server.url() + "/items?limit=2")
        .hasMessageContaining("status 200")
        .hasMessageContaining("rate_limited");
  }

  @Test
  void anErrorInABodyWithStatus200EndsTheRunWithItsBeginning() {
    fetching.api.setErrorBody("$.errors");
    fetching.api.setBearerToken("hush");
    answers.add(Reply.json("{\"data\":null,\"errors\":[{\"message\":\"no such field; hush\"}]}"));
    assertThat(fetching.fetch().getException())
        .isInstanceOf(ErrorResponseException.class)
        .hasMessageContaining("$['errors']")
        .hasMessageContaining("no such field; ***")
        .hasMessageContaining("GET " + server.url());
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anEmptyListOfErrorsIsNone() {
    fetching.api.setErrorBody("$.errors");
    answers.add(Reply.json("{\"data\":[{\"id\":1}],\"errors\":[]}"));
    assertThat(fetching.records()).hasSize(1);
  }

  @Test
  void aLimitSignalGoesBeforeAnError() {
    fetching.api.setErrorBody("$.errors");
    fetching.api.setLimitBody("$.errors[*].type=THROTTLED");
    answers.add(Reply.json("{\"errors\":[{\"type\":\"THROTTLED\"}]}").with("Retry-After", "0.1"));
    assertThat(fetching.records()).hasSize(1);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void anAdaptiveApiParksWhenNothingRemainsForLong() {
    fetching.api.setAdaptive(true);
    answers.add(
        Reply.json("{\"data\":[{\"id\":1}]}")
            .with("X-RateLimit-Remaining", "0")
            .with("X-RateLimit-Reset", "7200"));
    assertThat(fetching.records()).hasSize(1);
    assertThat(fetching.fetch().getException()).isInstanceOf(ParkedException.class);
    assertThat(server.requests()).hasSize(1);
  }

  private void assertRetriedAfter(Duration wait) {
    int before = server.requests().size();
    assertThat(fetching.records()).hasSize(1);
    assertThat(server.requests()).hasSize(before + 2);
    assertThat(fetching.traffic.waited()).isGreaterThanOrEqualTo(wait);
  }

  private void assertFailsWithStatus(int status) {
    assertThat(fetching.fetch().getException())
        .isInstanceOfSatisfying(
            HttpOperationFailedException.class,
            refused -> assertThat(refused.getStatusCode()).isEqualTo(status));
  }
}
