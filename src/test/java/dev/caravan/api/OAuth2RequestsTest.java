package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.api.auth.TokenRefusedException;
import dev.caravan.api.request.Request;
import dev.caravan.api.request.RequestFailure;
import dev.caravan.testing.Logged;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Requests with an access token, by the real route against a real API and token endpoint. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OAuth2RequestsTest {
  private static final String PAGE = "{\"data\":[{\"id\":1}]}";

  private final AtomicInteger granted = new AtomicInteger();
  private final Queue<Reply> tokenAnswers = new ArrayDeque<>();
  private volatile String valid = "t0ken-1";
  private volatile CyclicBarrier bothRefused;
  private volatile CountDownLatch refreshed = new CountDownLatch(1);
  private volatile boolean echo;
  private LoopbackServer server;
  private Fetching fetching;

  @BeforeEach
  void start() throws Exception {
    server = LoopbackServer.start(this::answer);
    fetching = new Fetching(server.url());
    fetching.api.setOauth2TokenUrl(server.url() + "/token");
    fetching.api.setOauth2ClientId("caravan");
    fetching.api.setOauth2ClientSecret("hush");
  }

  @AfterEach
  void stop() {
    fetching.close();
    server.close();
  }

  @Test
  void allPagesShareOneToken() {
    assertThat(fetching.records()).hasSize(1);
    assertThat(fetching.records()).hasSize(1);
    assertThat(sentTo("/items"))
        .extracting(sent -> sent.header("Authorization"))
        .containsExactly("Bearer t0ken-1", "Bearer t0ken-1");
    assertThat(sentTo("/token")).hasSize(1);
  }

  @Test
  void aRefusedTokenIsReplacedOnceAndThePageAskedForAgainAtOnce() {
    fetching.api.setMaxRetries(0);
    valid = "t0ken-2";
    assertThat(fetching.records()).hasSize(1);
    assertThat(sentTo("/items"))
        .extracting(sent -> sent.header("Authorization"))
        .containsExactly("Bearer t0ken-1", "Bearer t0ken-2");
    assertThat(sentTo("/token")).hasSize(2);
    assertThat(fetching.traffic.retries()).isEqualTo(1);
    assertThat(fetching.traffic.requests()).isEqualTo(2);
  }

  @Test
  void aSecondRefusalOfOnePageEndsTheRun() {
    valid = "none";
    assertThat(fetching.fetch().getException())
        .isInstanceOfSatisfying(
            HttpOperationFailedException.class,
            refused -> assertThat(refused.getStatusCode()).isEqualTo(401));
    assertThat(sentTo("/items")).hasSize(2);
    assertThat(sentTo("/token")).hasSize(2);
  }

  @Test
  void twoStreamsWhoseTokenIsRevokedRefreshItOnceTogether() {
    assertThat(fetching.records()).hasSize(1);
    valid = "t0ken-2";
    refreshed = new CountDownLatch(1);
    bothRefused = new CyclicBarrier(2);
    List<CompletableFuture<List<?>>> both =
        List.of(
            CompletableFuture.supplyAsync(fetching::records),
            CompletableFuture.supplyAsync(fetching::records));
    both.forEach(page -> assertThat(page.join()).hasSize(1));
    assertThat(sentTo("/token")).hasSize(2);
    assertThat(sentTo("/items")).hasSize(1 + 2 + 2);
  }

  @Test
  void a401WithoutOAuth2EndsTheRunAtOnce() throws Exception {
    try (Fetching plain = new Fetching(server.url())) {
      plain.api.setBearerToken("other");
      assertThat(plain.fetch().getException()).isInstanceOf(HttpOperationFailedException.class);
      assertThat(sentTo("/items")).hasSize(1);
    }
  }

  @Test
  void aTokenEndpointThatIsBusyDelaysThePage() {
    tokenAnswers.add(Reply.status(503, "busy").with("Retry-After", "0.1"));
    assertThat(fetching.records()).hasSize(1);
    assertThat(sentTo("/items")).hasSize(1);
    assertThat(fetching.traffic.retries()).isEqualTo(1);
  }

  @Test
  void aTokenEndpointThatRefusesEndsTheRunWithoutAskingTheApi() {
    tokenAnswers.add(Reply.status(400, "{\"error\":\"invalid_client\"}"));
    assertThat(fetching.fetch().getException())
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining(server.url() + "/token")
        .hasMessageContaining("status 400")
        .hasMessageContaining("invalid_client");
    assertThat(sentTo("/items")).isEmpty();
    assertThat(sentTo("/token")).hasSize(1);
  }

  @Test
  void anotherOriginGetsNoTokenAndItsRefusalRefreshesNone() throws Exception {
    try (LoopbackServer foreign = LoopbackServer.start(sent -> Reply.status(401, "who?"));
        Fetching abroad =
            new Fetching(server.url(), stream -> stream.getPaging().setKind("link"))) {
      abroad.api.setAllowedOrigins(foreign.url());
      abroad.api.setOauth2TokenUrl(server.url() + "/token");
      abroad.api.setOauth2ClientId("caravan");
      abroad.api.setOauth2ClientSecret("hush");
      assertThat(abroad.fetch(Optional.of(foreign.url() + "/items")).getException())
          .isInstanceOf(HttpOperationFailedException.class);
      assertThat(foreign.requests()).hasSize(1);
      assertThat(foreign.requests().get(0).header("Authorization")).isNull();
      assertThat(sentTo("/token")).isEmpty();
    }
  }

  @Test
  void aKeyMayStandBesideTheTokenAndBothAreSent() {
    fetching.api.setApiKey("k3ys");
    fetching.api.setApiKeyHeader("Client-Id");
    assertThat(fetching.records()).hasSize(1);
    assertThat(sentTo("/items").get(0).header("Client-Id")).isEqualTo("k3ys");
  }

  @Test
  void twoAuthorizationHeadersAreRefusedAtTheStart() {
    fetching.api.setBearerToken("other");
    assertThatIllegalArgumentException()
        .isThrownBy(fetching.api::check)
        .withMessageContaining("bearerToken")
        .withMessageContaining("oauth2TokenUrl");
  }

  @Test
  void secretsAreInNoLogExceptionOrExchange() {
    fetching.api.setOauth2RefreshToken("r3fresh");
    valid = "none";
    echo = true;
    tokenAnswers.add(Reply.status(503, "busy").with("Retry-After", "0.1"));
    try (Logged logged = new Logged()) {
      Exchange answer = fetching.fetch();
      StringWriter trace = new StringWriter();
      answer.getException().printStackTrace(new PrintWriter(trace));
      String described = RequestFailure.describe(Request.of(answer), answer.getException());
      assertThat(described).contains("status 401", "***");
      String all =
          logged.text()
              + trace
              + described
              + answer.getAllProperties()
              + answer.getMessage().getHeaders()
              + fetching.api;
      assertThat(all)
          .doesNotContain("hush")
          .doesNotContain("r3fresh")
          .doesNotContain("t0ken")
          .doesNotContain(sentTo("/token").get(0).header("Authorization").substring(6));
      assertThat(logged.text()).contains("waits", "sent again with a new token");
    }
  }

  private Reply answer(Sent sent) {
    if (sent.uri().getPath().equals("/token")) {
      Reply planned = tokenAnswers.poll();
      return planned != null
          ? planned
          : Reply.json(
              "{\"access_token\":\"t0ken-"
                  + granted.incrementAndGet()
                  + "\",\"expires_in\":3600,\"refresh_token\":\"r3fresh\"}");
    }
    String sentToken = String.valueOf(sent.header("Authorization"));
    if (sentToken.equals("Bearer " + valid)) {
      refreshed.countDown();
      return Reply.json(PAGE);
    }
    meet();
    return Reply.status(401, echo ? "refused " + sentToken : "refused");
  }

  /** Both streams hold the old token, and one is refused only after the other has a new one. */
  private void meet() {
    if (bothRefused != null) {
      try {
        if (bothRefused.await() == 0) {
          refreshed.await();
        }
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Makes of "http://host:port" + "@host:port/items" a URL that leads to the other server. */
  private List<Sent> sentTo(String path) {
    return server.requests().stream().filter(sent -> sent.uri().getPath().equals(path)).toList();
  }
}
