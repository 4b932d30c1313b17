package dev.caravan.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.HandClock;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The token of an API against a real token endpoint. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TokensTest {
  private final HandClock clock = new HandClock(Instant.parse("2025-04-12T09:33:00Z"));
  private final AtomicInteger granted = new AtomicInteger();
  private final OAuth2Parameters parameters = new OAuth2Parameters();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Function<LoopbackServer.Sent, Reply> answers = sent -> grant("");
  private final LoopbackServer server = LoopbackServer.start(sent -> answers.apply(sent));

  TokensTest() {
    parameters.tokenUrl(server.url() + "/token?tenant=t1");
    parameters.clientId("caravan:1");
    parameters.clientSecret("h&sh");
  }

  @AfterEach
  void close() {
    server.close();
    threads.shutdownNow();
  }

  @Test
  void eightThreadsThatNeedATokenWaitForOneRequest() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    answers = sent -> released(release, grant(""));
    Tokens tokens = tokens();
    List<Thread> asking = new ArrayList<>();
    List<Future<String>> all = askEightTimes(tokens, asking);
    await().until(() -> asking.stream().filter(TokensTest::waits).count() == 8);
    release.countDown();
    for (Future<String> each : all) {
      assertThat(each.get()).isEqualTo("token-1");
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void eightThreadsShareOneFailure() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    answers = sent -> released(release, Reply.status(503, "busy"));
    Tokens tokens = tokens();
    List<Thread> asking = new ArrayList<>();
    List<Future<String>> all = askEightTimes(tokens, asking);
    await().until(() -> asking.stream().filter(TokensTest::waits).count() == 8);
    release.countDown();
    for (Future<String> each : all) {
      assertThatThrownBy(each::get).hasRootCauseInstanceOf(TokenUnavailableException.class);
    }
    assertThat(server.requests()).hasSize(1);
    answers = sent -> grant("");
    assertThat(tokens.current()).isEqualTo("token-1");
  }

  @Test
  void aTokenIsKeptUntilShortlyBeforeItExpires() throws Exception {
    answers = sent -> grant(",\"expires_in\":3600");
    Tokens tokens = tokens();
    assertThat(tokens.current()).isEqualTo("token-1");
    clock.advance(Duration.ofSeconds(3600 - 61));
    assertThat(tokens.current()).isEqualTo("token-1");
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.current()).isEqualTo("token-2");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void theMarginOfAShortLifeIsATenthOfIt() throws Exception {
    answers = sent -> grant(",\"expires_in\":\"20\"");
    Tokens tokens = tokens();
    tokens.current();
    clock.advance(Duration.ofMillis(17_999));
    assertThat(tokens.current()).isEqualTo("token-1");
    clock.advance(Duration.ofMillis(1));
    assertThat(tokens.current()).isEqualTo("token-2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"expires_in\":0", ",\"expires_in\":\"soon\""})
  void aTokenWithoutAnEndIsKept(String more) throws Exception {
    answers = sent -> grant(more);
    Tokens tokens = tokens();
    tokens.current();
    clock.advance(Duration.ofDays(365));
    assertThat(tokens.current()).isEqualTo("token-1");
  }

  @Test
  void twoStreamsWhoseTokenWasRefusedReplaceItOnce() throws Exception {
    Tokens tokens = tokens();
    String refused = tokens.current();
    tokens.refused(refused);
    assertThat(tokens.current()).isEqualTo("token-2");
    tokens.refused(refused);
    assertThat(tokens.current()).isEqualTo("token-2");
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void asksByTheClientsCredentialsAndByBasicAuthentication() throws Exception {
    parameters.scope("orders.read items.read");
    parameters.parameters("audience=orders&resource=https%3A%2F%2Fapi.example.com%2F");
    tokens().current();
    LoopbackServer.Sent sent = server.requests().get(0);
    assertThat(sent.method()).isEqualTo("POST");
    assertThat(sent.uri()).hasToString("/token?tenant=t1");
    assertThat(sent.header("Content-Type")).isEqualTo("application/x-www-form-urlencoded");
    assertThat(sent.header("Authorization")).isEqualTo("Basic " + base64("caravan%3A1:h%26sh"));
    assertThat(sent.text())
        .isEqualTo(
            "grant_type=client_credentials&scope=orders.read+items.read&audience=orders"
                + "&resource=https%3A%2F%2Fapi.example.com%2F");
  }

  @Test
  void sendsTheClientsCredentialsInTheBodyWhenTold() throws Exception {
    parameters.clientAuth("body");
    tokens().current();
    LoopbackServer.Sent sent = server.requests().get(0);
    assertThat(sent.header("Authorization")).isNull();
    assertThat(sent.text())
        .isEqualTo("grant_type=client_credentials&client_id=caravan%3A1&client_secret=h%26sh");
  }

  @Test
  void aRotatedRefreshTokenIsUsedNext() throws Exception {
    parameters.refreshToken("first");
    answers = sent -> grant(",\"refresh_token\":\"rotated-" + (granted.get() + 1) + "\"");
    Tokens tokens = tokens();
    for (int i = 0; i < 3; i++) {
      tokens.refused(tokens.current());
    }
    assertThat(server.requests())
        .extracting(LoopbackServer.Sent::text)
        .containsExactly(
            "grant_type=refresh_token&refresh_token=first",
            "grant_type=refresh_token&refresh_token=rotated-1",
            "grant_type=refresh_token&refresh_token=rotated-2");
  }

  @Test
  void aRefreshTokenThatIsNotRotatedIsUsedAgain() throws Exception {
    parameters.refreshToken("first");
    Tokens tokens = tokens();
    tokens.refused(tokens.current());
    tokens.current();
    assertThat(server.requests())
        .extracting(LoopbackServer.Sent::text)
        .containsOnly("grant_type=refresh_token&refresh_token=first")
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 429, 500, 502, 503})
  void aTokenEndpointThatIsOutOfOrderIsAskedAgainLater(int status) {
    answers = sent -> Reply.status(status, "busy").with("Retry-After", "7");
    assertThatThrownBy(tokens()::current)
        .isInstanceOfSatisfying(
            TokenUnavailableException.class,
            e -> assertThat(e.serversWord()).contains(Duration.ofSeconds(7)))
        .hasMessageContaining(server.url() + "/token")
        .hasMessageContaining("status " + status);
  }

  @Test
  void aTokenEndpointThatCannotBeReachedIsAskedAgainLater() {
    server.close();
    assertThatThrownBy(tokens()::current)
        .isInstanceOf(TokenUnavailableException.class)
        .hasMessageContaining("ConnectException");
  }

  @Test
  void aTokenEndpointThatNeverAnswersIsGivenUp() {
    CountDownLatch never = new CountDownLatch(1);
    answers = sent -> released(never, grant(""));
    assertThatThrownBy(tokens(Duration.ofMillis(200))::current)
        .isInstanceOf(TokenUnavailableException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 403, 404})
  void aRefusalOfTheTokenEndpointSaysWhyAndShowsNoSecret(int status) {
    parameters.refreshToken("r3fresh");
    String echo = "h&sh h%26sh " + base64("caravan%3A1:h%26sh") + " r3fresh";
    answers =
        sent -> Reply.status(status, "{\"error\":\"invalid_grant\",\"echo\":\"" + echo + "\"}");
    assertThatThrownBy(tokens()::current)
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("status " + status)
        .hasMessageContaining("invalid_grant")
        .hasMessageContaining("*** *** *** ***")
        .hasMessageContaining("oauth2ClientSecret");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"token\":\"t0p\"}", "{\"access_token\":\"t0p\\r\\nX: y\"}", "[]"})
  void anAnswerWithoutAUsableTokenIsRefusedWithoutShowingIt(String body) {
    answers = sent -> Reply.json(body);
    assertThatThrownBy(tokens()::current)
        .isInstanceOf(TokenRefusedException.class)
        .hasMessageContaining("no usable access_token")
        .hasMessageNotContaining("t0p");
  }

  @Test
  void anAnswerThatIsNoJsonIsAskedForAgainWithoutShowingIt() {
    answers = sent -> Reply.json("{\"access_token\": t0p");
    assertThatThrownBy(tokens()::current)
        .isInstanceOf(TokenUnavailableException.class)
        .hasMessageNotContaining("t0p");
  }

  @Test
  void secretsAreInNoText() throws Exception {
    Tokens tokens = tokens();
    String token = tokens.current();
    assertThat(tokens.secrets()).contains(token);
    assertThat(new AccessToken("t0p", Instant.MAX, Optional.of("r3fresh")).toString())
        .doesNotContain("t0p")
        .doesNotContain("r3fresh");
    assertThat(new Auth.OAuth2(parameters, tokens).toString()).doesNotContain("h&sh");
  }

  @ParameterizedTest
  @CsvSource({
    "shop.example.com/token, oauth2TokenUrl",
    "https://u:p@host/token, oauth2TokenUrl",
    "'', oauth2TokenUrl"
  })
  void namesATokenUrlThatIsNone(String url, String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parameters.tokenUrl(url))
        .withMessageContaining(name)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("u:p"));
  }

  @Test
  void namesWhatIsWrongOrMissing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parameters.clientAuth("jwt"))
        .withMessageContaining("oauth2ClientAuth 'jwt'")
        .withMessageContaining("basic or body");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parameters.parameters("audience"))
        .withMessageContaining("oauth2Parameters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> parameters.parameters("client_secret=x"))
        .withMessageContaining("client_secret");
    OAuth2Parameters half = new OAuth2Parameters();
    half.clientId("me");
    assertThatIllegalArgumentException()
        .isThrownBy(half::check)
        .withMessageContaining("oauth2TokenUrl");
    half.tokenUrl("https://host/token");
    assertThatIllegalArgumentException()
        .isThrownBy(half::check)
        .withMessageContaining("oauth2ClientSecret");
  }

  private List<Future<String>> askEightTimes(Tokens tokens, List<Thread> asking) {
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      CountDownLatch known = new CountDownLatch(1);
      all.add(
          threads.submit(
              () -> {
                synchronized (asking) {
                  asking.add(Thread.currentThread());
                }
                known.countDown();
                return tokens.current();
              }));
      awaited(known);
    }
    return all;
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  private Tokens tokens() {
    return tokens(Duration.ofSeconds(30));
  }

  private Tokens tokens(Duration timeout) {
    TokenEndpoint endpoint =
        new TokenEndpoint(parameters, Optional.empty(), Duration.ofSeconds(10), timeout, clock);
    return new Tokens(endpoint::fetch, parameters.refreshToken(), clock);
  }

  private Reply grant(String more) {
    return Reply.json("{\"access_token\":\"token-" + granted.incrementAndGet() + "\"" + more + "}");
  }

  private static Reply released(CountDownLatch release, Reply reply) {
    awaited(release);
    return reply;
  }

  private static void awaited(CountDownLatch latch) {
    try {
      if (!latch.await(30, TimeUnit.SECONDS)) {
        throw new UncheckedIOException(new IOException("never released"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
