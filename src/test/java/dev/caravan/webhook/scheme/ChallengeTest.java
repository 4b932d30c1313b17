package dev.caravan.webhook.scheme;

import static dev.caravan.webhook.Delivery.get;
import static dev.caravan.webhook.Delivery.hex;
import static dev.caravan.webhook.Delivery.post;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.webhook.Delivery;
import dev.caravan.webhook.Judging;
import dev.caravan.webhook.Providers;
import dev.caravan.webhook.request.WebhookReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How providers find out whether an address is meant for them. */
class ChallengeTest {
  private static final Instant NOW = Providers.NOW;

  @Test
  void slackIsAnsweredWhenItsChallengeIsSigned() {
    Judging slack = Judging.of(Map.of("preset", "slack", "secrets", "s"));
    Delivery challenge =
        signed(
            "X-Slack-Signature",
            "X-Slack-Request-Timestamp",
            "{\"type\":\"url_verification\",\"challenge\":\"3eZbrw1aB-_.~\"}");
    WebhookReply reply = slack.answers(challenge, NOW);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("3eZbrw1aB-_.~");
    assertThat(reply.type()).isEqualTo("text/plain");
    assertThat(reply.headers()).containsEntry("X-Content-Type-Options", "nosniff");
    slack.refuses(challenge.without("X-Slack-Signature"), NOW);
  }

  @Test
  void zoomGetsItsTokenBackSigned() {
    Judging zoom = Judging.of(Map.of("preset", "zoom", "secrets", "s"));
    WebhookReply reply =
        zoom.answers(
            signed(
                "x-zm-signature",
                "x-zm-request-timestamp",
                "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"qgg8\"}}"),
            NOW);
    assertThat(reply.type()).isEqualTo("application/json");
    assertThat(reply.body())
        .isEqualTo(
            "{\"plainToken\":\"qgg8\",\"encryptedToken\":\""
                + hex("HmacSHA256", "s", "qgg8")
                + "\"}");
  }

  @Test
  void metaIsAnsweredWhenItKnowsTheVerifyToken() {
    Judging meta =
        Judging.of(Map.of("preset", "meta", "secrets", "s", "verifyToken", "meat yhamburger"));
    String query = "hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=";
    assertThat(meta.answers(get(query + "meat%20yhamburger"), NOW).body()).isEqualTo("1158201444");
    meta.refuses(get(query + "wrong"), NOW);
    meta.refuses(get("hub.mode=subscribe&hub.challenge=1158201444"), NOW);
    meta.refuses(get(query + "wrong&hub.verify_token=meat%20yhamburger"), NOW);
  }

  @Test
  void dropboxIsAnsweredWithoutASignature() {
    Judging dropbox = Judging.of(Map.of("preset", "dropbox", "secrets", "s"));
    assertThat(dropbox.answers(get("challenge=abc-1"), NOW).body()).isEqualTo("abc-1");
    assertThat(dropbox.answers(get(""), NOW).status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%3Cscript%3E", "a%0D%0Ab", "", "a%20b", "%22"})
  void nothingThatCouldBeMoreThanATokenIsSentBack(String challenge) {
    Judging dropbox = Judging.of(Map.of("preset", "dropbox", "secrets", "s"));
    assertThat(dropbox.answers(get("challenge=" + challenge), NOW))
        .isEqualTo(WebhookReply.BAD_CHALLENGE);
    assertThat(dropbox.answers(get("challenge=" + "a".repeat(513)), NOW))
        .isEqualTo(WebhookReply.BAD_CHALLENGE);
  }

  @Test
  void intercomTriesTheAddressByHead() {
    Judging intercom = Judging.of(Map.of("preset", "intercom", "secrets", "s"));
    assertThat(intercom.answers(get("").withMethod("HEAD"), NOW).status()).isEqualTo(200);
  }

  @Test
  void notionBringsItsSecretUnsignedAndSignedEventsAreEventsAllTheSame() {
    Judging notion = Judging.of(Map.of("preset", "notion", "secrets", "s"));
    String body = "{\"verification_token\":\"secret_1\"}";
    assertThat(notion.answers(post(body), NOW).status()).isEqualTo(200);
    notion.accepts(
        post(body).with("X-Notion-Signature", "sha256=" + hex("HmacSHA256", "s", body)), NOW);
    notion.refuses(post(body).with("X-Notion-Signature", "sha256=00"), NOW);
  }

  @Test
  void theTokenThatNotionBringsIsKeptInAFileOfItsOwnOnce(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("token");
    Judging notion =
        Judging.of(Map.of("preset", "notion", "secrets", "s", "challengeFile", file.toString()));
    notion.answers(post("{\"verification_token\":\"secret_1\"}"), NOW);
    notion.answers(post("{\"verification_token\":\"secret_2\"}"), NOW);
    assertThat(file).hasContent("secret_1");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aCloudEventsSenderIsAllowedByProperties() {
    Judging events =
        Judging.of(
            Map.of(
                "preset", "bearer",
                "secrets", "s",
                "challengeMethod", "OPTIONS",
                "challengeWhen", "header:WebHook-Request-Origin",
                "challengeReplyHeaders",
                    "WebHook-Allowed-Origin={header:WebHook-Request-Origin},"
                        + " WebHook-Allowed-Rate=*"));
    Delivery options =
        get("").withMethod("OPTIONS").with("WebHook-Request-Origin", "eventemitter.example.com");
    assertThat(events.answers(options, NOW).headers())
        .containsEntry("WebHook-Allowed-Origin", "eventemitter.example.com")
        .containsEntry("WebHook-Allowed-Rate", "*");
    assertThat(events.answers(options.without("WebHook-Request-Origin"), NOW).status())
        .isEqualTo(405);
  }

  private static Delivery signed(String signature, String timestamp, String body) {
    String time = Long.toString(NOW.getEpochSecond());
    return post(body)
        .with(timestamp, time)
        .with(signature, "v0=" + hex("HmacSHA256", "s", "v0:" + time + ":" + body));
  }
}
