package dev.caravan.webhook;

import static dev.caravan.webhook.Delivery.hex;
import static dev.caravan.webhook.Delivery.post;
import static dev.caravan.webhook.Delivery.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.webhook.scheme.Encoding;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that look genuine to a careless receiver. */
class ForgeryTest {
  private static final Instant NOW = Providers.NOW;
  private static final String BODY = "{\"id\":\"evt_1\",\"type\":\"paid\"}";
  private static final String SECRET = "whsec_1";

  private final Judging stripe = Judging.of(Map.of("preset", "stripe", "secrets", SECRET));
  private final Judging github = Judging.of(Map.of("preset", "github", "secrets", SECRET));

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void aTimestampWithinTheToleranceIsTaken(long seconds) {
    stripe.accepts(signed(NOW.plusSeconds(seconds)), NOW);
  }

  @ParameterizedTest
  @ValueSource(longs = {-86_400, -301, 301, 86_400, 30_000_000_000L})
  void aStaleOrFutureTimestampIsRefused(long seconds) {
    stripe.refuses(signed(NOW.plusSeconds(seconds)), NOW);
  }

  @Test
  void theFutureMayHaveAToleranceOfItsOwn() {
    Judging strict =
        Judging.of(Map.of("preset", "stripe", "secrets", SECRET, "futureTolerance", "10"));
    strict.accepts(signed(NOW.minusSeconds(299)), NOW);
    strict.refuses(signed(NOW.plusSeconds(11)), NOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "NaN",
        "Infinity",
        "1e9",
        "0x5",
        "-1",
        "+1772366400",
        " 1772366400",
        "1772366400 ",
        "1772366400.0",
        "１７７２３６６４００",
        "99999999999999999999"
      })
  void aTimestampOfAnythingButDigitsIsRefusedAlsoWhenSigned(String time) {
    stripe.refuses(
        stripe("t=" + time + ",v1=" + hex("HmacSHA256", SECRET, time + "." + BODY)), NOW);
  }

  @Test
  void aMissingTimestampIsRefused() {
    stripe.refuses(stripe("v1=" + hex("HmacSHA256", SECRET, "." + BODY)), NOW);
  }

  @Test
  void aTimestampThatStandsTwiceIsRefused() {
    stripe.refuses(stripe("t=1," + header(NOW)), NOW);
  }

  @Test
  void anIsoTimestampIsReadStrictly() {
    Judging zendesk = Judging.of(Map.of("preset", "zendesk", "secrets", SECRET));
    for (String time : new String[] {"2026-03-01", "yesterday", "2026-03-01T12:00:00"}) {
      zendesk.refuses(
          post(BODY)
              .with("X-Zendesk-Webhook-Signature-Timestamp", time)
              .with(
                  "X-Zendesk-Webhook-Signature",
                  Delivery.base64("HmacSHA256", utf8(SECRET), time + BODY)),
          NOW);
    }
  }

  @Test
  void oneOfSeveralSignaturesIsEnough() {
    stripe.accepts(stripe(header(NOW).replace(",v1=", ",v1=00ff,v1=")), NOW);
    stripe.accepts(stripe(header(NOW) + ",v1=00ff"), NOW);
  }

  @Test
  void moreSignaturesThanAnyProviderSendsAreRefused() {
    stripe.refuses(stripe(header(NOW) + ",v1=00ff".repeat(8)), NOW);
  }

  @Test
  void anOlderVersionOfTheSchemeIsNoSignature() {
    stripe.refuses(stripe(header(NOW).replace("v1=", "v0=")), NOW);
    github.refuses(
        post(BODY).with("X-Hub-Signature", "sha1=" + hex("HmacSHA1", SECRET, BODY)), NOW);
    github.refuses(
        post(BODY).with("X-Hub-Signature-256", "sha1=" + hex("HmacSHA1", SECRET, BODY)), NOW);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha256=", "sha256=zz", "sha256=0", "v1=", ",,,", "=", "\u0000", "ü"})
  void garbageIsRefusedWithoutAnError(String signature) {
    github.refuses(post(BODY).with("X-Hub-Signature-256", signature), NOW);
    stripe.refuses(stripe(signature), NOW);
  }

  @Test
  void eachByteOfASignatureCountsAndSoDoesItsLength() {
    String right = hex("HmacSHA256", SECRET, BODY);
    github.accepts(github(right), NOW);
    for (int i = 0; i < right.length(); i++) {
      char other = right.charAt(i) == '0' ? '1' : '0';
      github.refuses(github(right.substring(0, i) + other + right.substring(i + 1)), NOW);
      github.refuses(github(right.substring(0, i)), NOW);
    }
    github.refuses(github(right + "00"), NOW);
  }

  private static Delivery github(String signature) {
    return post(BODY)
        .with("X-GitHub-Delivery", "d-1")
        .with("X-Hub-Signature-256", "sha256=" + signature);
  }

  @Test
  void aSignatureInTheQueryIsNone() {
    String signature = "sha256=" + hex("HmacSHA256", SECRET, BODY);
    github.refuses(post(BODY).withQuery("X-Hub-Signature-256=" + signature), NOW);
    Judging bearer = Judging.of(Map.of("preset", "bearer", "secrets", SECRET));
    bearer.refuses(post(BODY).withQuery("Authorization=Bearer%20" + SECRET), NOW);
  }

  @Test
  void aHeaderThatStandsTwiceIsRefusedEvenWhenBothAreRight() {
    Delivery github = github();
    String signature = github.headers().get("x-hub-signature-256").get(0);
    this.github.accepts(github, NOW);
    this.github.refuses(github.with("X-Hub-Signature-256", signature), NOW);
    this.github.refuses(github.with("X-Hub-Signature-256", "sha256=00"), NOW);
  }

  @Test
  void anIdThatStandsTwiceIsRefused() {
    github.refuses(github().with("X-GitHub-Delivery", "other"), NOW);
  }

  @Test
  void anEmptySecretOfTheSenderIsNoSecret() {
    github.refuses(post(BODY).with("X-Hub-Signature-256", "sha256=" + "0".repeat(64)), NOW);
    Judging basic = Judging.of(Map.of("preset", "basic", "secrets", "user:pass"));
    basic.refuses(post(BODY).with("Authorization", "Basic "), NOW);
    basic.refuses(post(BODY).with("Authorization", "Basic dXNlcjo="), NOW);
  }

  @Test
  void aTokenWithoutItsPrefixIsRefused() {
    Judging bearer = Judging.of(Map.of("preset", "bearer", "secrets", SECRET));
    bearer.accepts(post(BODY).with("Authorization", "bearer " + SECRET), NOW);
    bearer.refuses(post(BODY).with("Authorization", SECRET), NOW);
    bearer.refuses(post(BODY).with("Authorization", "Basic " + SECRET), NOW);
  }

  @Test
  void equalJsonInOtherBytesIsAnotherBody() {
    for (String other : new String[] {BODY.replace(":", ": "), BODY + "\n", "\uFEFF" + BODY}) {
      github.refuses(github().withBody(utf8(other)), NOW);
    }
  }

  @Test
  void bytesOutsideOfUtf8AreSignedAsTheyAre() {
    byte[] bytes = {'{', (byte) 0xff, 0, (byte) 0xc3, '\r', '\n', '}'};
    String signature = Encoding.HEX.write(Delivery.hmac("HmacSHA256", utf8(SECRET), bytes));
    ReceivedEvent event =
        github.accepts(post(bytes).with("X-Hub-Signature-256", "sha256=" + signature), NOW);
    assertThat(event.body()).isEqualTo(bytes);
  }

  @Test
  void aTwilioBodyThatIsNoFormMustHaveItsDigestInTheSignedAddress() {
    Map<String, String> properties = new HashMap<>(Providers.all().get("twilio").properties());
    properties.putAll(Map.of("preset", "twilio", "secrets", SECRET));
    Judging twilio = Judging.of(properties);
    String url = properties.get("publicUrl");
    String query = "bodySHA256=" + Delivery.sha256(BODY);
    Delivery json =
        post(BODY)
            .withQuery(query)
            .with("Content-Type", "application/json")
            .with(
                "X-Twilio-Signature", Delivery.base64("HmacSHA1", utf8(SECRET), url + "?" + query));
    twilio.accepts(json, NOW);
    twilio.refuses(json.withBody(utf8("{}")), NOW);
    twilio.refuses(
        post(BODY).with("X-Twilio-Signature", Delivery.base64("HmacSHA1", utf8(SECRET), url)), NOW);
  }

  @Test
  void aCapturedRequestIsRefusedWhenItsTimeHasPassed() {
    Delivery captured = signed(NOW);
    stripe.accepts(captured, NOW.plus(Duration.ofMinutes(5)));
    stripe.refuses(captured, NOW.plus(Duration.ofMinutes(5)).plusMillis(1));
  }

  @Test
  void aDeeplyNestedBodyCostsNoStack() {
    String deep = "[".repeat(500_000);
    Judging mailgun = Judging.of(Map.of("preset", "mailgun", "secrets", SECRET));
    mailgun.refuses(post(deep), NOW);
    ReceivedEvent event =
        stripe.accepts(
            post(deep)
                .with(
                    "Stripe-Signature",
                    "t="
                        + NOW.getEpochSecond()
                        + ",v1="
                        + hex("HmacSHA256", SECRET, NOW.getEpochSecond() + "." + deep)),
            NOW);
    assertThat(event.id()).startsWith("sha256:");
  }

  private static Delivery github() {
    return post(BODY)
        .with("X-Hub-Signature-256", "sha256=" + hex("HmacSHA256", SECRET, BODY))
        .with("X-GitHub-Delivery", "guid")
        .with("X-GitHub-Event", "push");
  }

  private static Delivery signed(Instant at) {
    return stripe(header(at));
  }

  private static Delivery stripe(String header) {
    return post(BODY).with("Stripe-Signature", header);
  }

  private static String header(Instant at) {
    long time = at.getEpochSecond();
    return "t=" + time + ",v1=" + hex("HmacSHA256", SECRET, time + "." + BODY);
  }
}
