package dev.caravan.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.testing.HandClock;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Signed requests, verified as a provider would, from what arrived. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignedRequestsTest {
  private final HandClock clock = new HandClock(Instant.ofEpochSecond(1_744_450_380));
  private final HmacSigner signer = new HmacSigner(clock);
  private int calls;

  SignedRequestsTest() {
    signer.setSecret("hush");
    signer.setTimestampHeader("X-Time");
    signer.setContent("{timestamp}|{method}|{path}|{body}");
  }

  @Test
  void eachAttemptIsSignedAnewOverWhatIsReallySent() throws Exception {
    try (LoopbackServer server = LoopbackServer.start(this::busyOnce);
        Fetching fetching =
            new Fetching(
                server.url(),
                stream -> {
                  stream.setMethod("POST");
                  stream.setBody("{\"query\":\"grüezi\"}");
                })) {
      fetching.api.setSigner(signer);
      fetching.api.setHeaders("X-Version: 2026-01-01");
      fetching.api.setApiKey("k&ey");
      fetching.api.setApiKeyQuery("key");
      assertThat(fetching.records()).hasSize(1);
      assertThat(server.requests()).hasSize(2);
      for (Sent sent : server.requests()) {
        assertThat(sent.uri().getRawQuery()).isEqualTo("limit=2&key=k%26ey");
        assertThat(sent.text()).isEqualTo("{\"query\":\"grüezi\"}");
        assertThat(sent.header("X-Version")).isEqualTo("2026-01-01");
        assertThat(sent.header("Content-Type")).startsWith("application/json");
        assertThat(sent.header("X-Signature")).isEqualTo(expected(sent));
      }
      assertThat(server.requests())
          .extracting(sent -> sent.header("X-Time"))
          .containsExactly("1744450380", "1744450385");
    }
  }

  @Test
  void aSignerOfTheUsersOwnMaySetAnyHeader() throws Exception {
    try (LoopbackServer server = LoopbackServer.start(sent -> page());
        Fetching fetching = new Fetching(server.url())) {
      fetching.api.setSigner(
          (method, url, body) ->
              Map.of("X-Own", method + " " + url.getPath() + " " + body.length, "Accept", "a/b"));
      assertThat(fetching.records()).hasSize(1);
      assertThat(server.requests().get(0).header("X-Own")).isEqualTo("GET /items 0");
      assertThat(server.requests().get(0).headers().get("Accept")).containsExactly("a/b");
    }
  }

  @Test
  void theSignersSecretIsHidden() {
    Api api = new Api();
    api.setSigner(signer);
    assertThat(api.hideSecrets("a hush b")).isEqualTo("a *** b");
  }

  @Test
  void aSignerWithoutItsSecretIsRefusedAtTheStart() {
    Api api = new Api();
    api.setBaseUrl("https://api.example.com");
    api.setSigner(new HmacSigner());
    assertThatIllegalArgumentException()
        .isThrownBy(api::check)
        .withMessageContaining("secret is empty");
  }

  private Reply busyOnce(Sent sent) {
    if (calls++ == 0) {
      clock.advance(Duration.ofSeconds(5));
      return Reply.status(503, "busy").with("Retry-After", "0.1");
    }
    return page();
  }

  private static Reply page() {
    return Reply.json("{\"data\":[{\"id\":1}]}");
  }

  private static String expected(Sent sent) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec("hush".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    mac.update(
        (sent.header("X-Time") + "|" + sent.method() + "|" + sent.uri() + "|")
            .getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(mac.doFinal(sent.body()));
  }
}
