package dev.caravan.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Examples that providers publish with their signatures, so that no code of ours made them. */
class PublishedVectorsTest {
  /** https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries */
  @Test
  void github() {
    Judging github =
        Judging.of(Map.of("preset", "github", "secrets", "It's a Secret to Everybody"));
    ReceivedEvent event =
        github.accepts(
            Delivery.post("Hello, World!")
                .with(
                    "X-Hub-Signature-256",
                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
                .with("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958")
                .with("X-GitHub-Event", "issues"),
            Instant.now());
    assertThat(event.id()).isEqualTo("72d3162e-cc78-11e3-81ab-4c9367dc0958");
    assertThat(event.type()).isEqualTo("issues");
  }

  /** https://docs.slack.dev/authentication/verifying-requests-from-slack, a slash command. */
  @Test
  void slack() {
    Judging slack =
        Judging.of(Map.of("preset", "slack", "secrets", "8f742231b10e8888abcd99yyyzzz85a5"));
    ReceivedEvent event =
        slack.accepts(
            Delivery.post(
                    "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
                        + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
                        + "&user_name=roadrunner&command=%2Fwebhook-collect&text="
                        + "&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J"
                        + "%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
                        + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c")
                .with("Content-Type", "application/x-www-form-urlencoded")
                .with("X-Slack-Request-Timestamp", "1531420618")
                .with(
                    "X-Slack-Signature",
                    "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"),
            Instant.ofEpochSecond(1531420620));
    assertThat(event.id()).as("a slash command has no event_id").startsWith("sha256:");
  }

  /** The example of the verifier of Svix's documentation. */
  @Test
  void svix() {
    Judging svix =
        Judging.of(Map.of("preset", "svix", "secrets", "whsec_plJ3nmyCDGBKInavdOK15jsl"));
    ReceivedEvent event =
        svix.accepts(
            Delivery.post("{\"event_type\":\"ping\",\"data\":{\"success\":true}}")
                .with("svix-id", "msg_loFOjxBNrRLzqYUf")
                .with("svix-timestamp", "1731705121")
                .with("svix-signature", "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0="),
            Instant.ofEpochSecond(1731705125));
    assertThat(event.id()).isEqualTo("msg_loFOjxBNrRLzqYUf");
  }

  /** The vector of the reference libraries of Standard Webhooks. */
  @Test
  void standardWebhooks() {
    Judging standard =
        Judging.of(
            Map.of(
                "preset",
                "standard-webhooks",
                "secrets",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    ReceivedEvent event =
        standard.accepts(
            Delivery.post("{\"test\": 2432232314}")
                .with("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
                .with("webhook-timestamp", "1614265330")
                .with("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
            Instant.ofEpochSecond(1614265330));
    assertThat(event.id()).isEqualTo("msg_p5jXN8AQM9LWM0D4loKWxJek");
    assertThat(event.type()).isEqualTo("webhook.test");
  }

  /** https://www.twilio.com/docs/usage/security */
  @Test
  void twilio() {
    Judging twilio =
        Judging.of(
            Map.of(
                "preset",
                "twilio",
                "secrets",
                "12345",
                "publicUrl",
                "https://example.com/myapp.php"));
    ReceivedEvent event =
        twilio.accepts(
            Delivery.post(
                    "CallSid=CA1234567890ABCDE&Caller=%2B14158675310&Digits=1234"
                        + "&From=%2B14158675310&To=%2B18005551212")
                .withQuery("foo=1&bar=2")
                .with("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
                .with("I-Twilio-Idempotency-Token", "9b1d")
                .with("X-Twilio-Signature", "L/OH5YylLD5NRKLltdqwSvS0BnU="),
            Instant.now());
    assertThat(event.id()).isEqualTo("9b1d");
  }
}
