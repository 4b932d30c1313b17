package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.limits.LimitSignals;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProtectionTest {
  private static final String CLIENT = "client_id=sandbox-client&client_secret=sandbox-secret";

  private final ManualClock clock = new ManualClock();
  private Sandbox sandbox;
  private ShopClient client;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void takesOnlyTokensThatItGave() {
    startWithOAuth();
    String token = token("grant_type=client_credentials").get("access_token").asText();

    assertThat(status(token)).isEqualTo(200);
    assertThat(status("made-up")).isEqualTo(401);
    assertThat(client.get("/items").statusCode()).isEqualTo(401);
    assertThat(sandbox.tokens().requests()).isEqualTo(1);
  }

  @Test
  void letsTokensExpireAndRevokesThem() {
    startWithOAuth();
    JsonNode grant = token("grant_type=client_credentials");
    clock.advance(Duration.ofSeconds(29));
    assertThat(grant.get("expires_in").asInt()).isEqualTo(30);
    assertThat(status(grant.get("access_token").asText())).isEqualTo(200);
    clock.advance(Duration.ofSeconds(1));
    assertThat(status(grant.get("access_token").asText())).isEqualTo(401);

    String second = token("grant_type=client_credentials").get("access_token").asText();
    sandbox.tokens().revokeAll();
    assertThat(status(second)).isEqualTo(401);
    assertThat(sandbox.tokens().issued()).isEqualTo(2);
  }

  @Test
  void takesARefreshTokenOnce() {
    startWithOAuth();
    String refresh = "grant_type=refresh_token&refresh_token=";
    JsonNode grant = token(refresh + IssuedTokens.FIRST_REFRESH_TOKEN);

    assertThat(status(grant.get("access_token").asText())).isEqualTo(200);
    assertThat(token(refresh + IssuedTokens.FIRST_REFRESH_TOKEN).get("error").asText())
        .isEqualTo("invalid_grant");
    assertThat(token(refresh + grant.get("refresh_token").asText()).has("access_token")).isTrue();
  }

  @Test
  void refusesUnknownClientsAndGrants() {
    startWithOAuth();
    String grant = "grant_type=client_credentials&client_id=sandbox-client&client_secret=wrong";

    assertThat(client.post("/oauth/token", grant).statusCode()).isEqualTo(401);
    assertThat(token("grant_type=password").get("error").asText())
        .isEqualTo("unsupported_grant_type");
    assertThat(client.get("/oauth/token").statusCode()).isEqualTo(405);
    assertThatThrownBy(() -> OAuthOptions.defaults().withExpiresIn(Duration.ZERO))
        .hasMessageContaining("expiresIn is PT0S");
  }

  @Test
  void takesOnlyRequestsThatAreSigned() {
    start(SandboxOptions.defaults().withHmacSecret("shared"));
    String target = "/items?limit=5&updated_after=2025-02-01T00%3A00%3A00Z";
    String right = Signature.of("shared", "GET", target, new byte[0]);
    String body = "{\"page_size\": 5}";
    String ofBody =
        Signature.of("shared", "POST", "/notion/items", body.getBytes(StandardCharsets.UTF_8));

    assertThat(right).hasSize(64).matches("[0-9a-f]+");
    assertThat(client.get(target, "X-Signature", right).statusCode()).isEqualTo(200);
    assertThat(client.get(target + "0", "X-Signature", right).statusCode()).isEqualTo(401);
    assertThat(client.get(target).statusCode()).isEqualTo(401);
    assertThat(client.post("/notion/items", body, "X-Signature", ofBody).statusCode())
        .isEqualTo(200);
    assertThat(client.post("/notion/items", body + " ", "X-Signature", ofBody).statusCode())
        .isEqualTo(401);
  }

  @Test
  void signsAsRfc2104Does() {
    start(SandboxOptions.defaults());

    assertThat(
            Signature.of(
                "key",
                "The quick brown fox ",
                "jumps over",
                " the lazy dog".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo("f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
  }

  @Test
  void tellsAboutTheQuotaIn403And200() {
    for (int status : new int[] {403, 200}) {
      start(
          SandboxOptions.defaults()
              .withQuota(1, Duration.ofSeconds(60))
              .withLimitSignals(
                  LimitSignals.usual()
                      .withStatus(status)
                      .withCode("too_many")
                      .withoutRetryAfter()));
      client.get("/github/items");
      HttpResponse<String> refused = client.get("/github/items");

      assertThat(refused.statusCode()).isEqualTo(status);
      assertThat(Json.parse(refused.body()).at("/error/code").asText()).isEqualTo("too_many");
      assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
      assertThat(refused.headers().firstValue("X-RateLimit-Remaining")).hasValue("0");
      sandbox.close();
    }
  }

  @Test
  void tellsWhatIsLeftOnEveryAnswer() {
    start(
        SandboxOptions.defaults()
            .withQuota(3, Duration.ofSeconds(60))
            .withLimitSignals(LimitSignals.usual().withHeadersOnEveryAnswer()));
    clock.advance(Duration.ofSeconds(20));
    HttpResponse<String> first = client.get("/stripe/items");
    HttpResponse<String> missing = client.get("/nothing");

    assertThat(first.headers().firstValue("RateLimit-Limit")).hasValue("3");
    assertThat(first.headers().firstValue("RateLimit-Remaining")).hasValue("2");
    assertThat(first.headers().firstValue("RateLimit-Reset")).hasValue("40");
    assertThat(missing.headers().firstValue("RateLimit-Remaining")).hasValue("1");
  }

  private void startWithOAuth() {
    start(
        SandboxOptions.defaults()
            .withOAuth(OAuthOptions.defaults().withExpiresIn(Duration.ofSeconds(30))));
  }

  private void start(SandboxOptions options) {
    sandbox = Sandbox.start(options.withCounts(20, 10, 5).withClock(clock));
    client = new ShopClient(sandbox);
  }

  private JsonNode token(String form) {
    return Json.parse(client.post("/oauth/token", form + "&" + CLIENT).body());
  }

  private int status(String token) {
    return client.get("/zendesk/items", "Authorization", "Bearer " + token).statusCode();
  }
}
