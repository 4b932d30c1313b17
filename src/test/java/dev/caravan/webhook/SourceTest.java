package dev.caravan.webhook;

import static dev.caravan.webhook.Delivery.hex;
import static dev.caravan.webhook.Delivery.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.webhook.request.WebhookReply;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a source takes, what it refuses, and what events look like. */
class SourceTest {
  @Test
  void aSchemeThatIsNoPresetIsDeclaredByPropertiesAlone() {
    // Typeform: base64 with a prefix. Paddle: time and signature in one header, separated by ';'.
    Judging typeform =
        Judging.of(
            Map.of(
                "type", "hmac",
                "signature", "header:Typeform-Signature",
                "prefix", "sha256=",
                "encoding", "base64",
                "eventId", "body:/event_id",
                "eventType", "body:/event_type",
                "secrets", "form"));
    String body = "{\"event_id\":\"LtWXD3crgy\",\"event_type\":\"form_response\"}";
    ReceivedEvent event =
        typeform.accepts(
            post(body)
                .with(
                    "Typeform-Signature",
                    "sha256=" + Delivery.base64("HmacSHA256", Delivery.utf8("form"), body)),
            Providers.NOW);
    assertThat(event.id()).isEqualTo("LtWXD3crgy");
    assertThat(event.type()).isEqualTo("form_response");

    Judging paddle =
        Judging.of(
            Map.of(
                "type", "hmac",
                "signature", "header:Paddle-Signature",
                "separator", ";",
                "prefix", "h1=",
                "timestamp", "element:ts=",
                "tolerance", "5",
                "content", "{timestamp}:{body}",
                "eventId", "body:/event_id",
                "secrets", "pdl"));
    String time = Long.toString(Providers.NOW.getEpochSecond());
    Delivery signed =
        post(body)
            .with(
                "Paddle-Signature",
                "ts=" + time + ";h1=" + hex("HmacSHA256", "pdl", time + ":" + body));
    paddle.accepts(signed, Providers.NOW.plusSeconds(5));
    paddle.refuses(signed, Providers.NOW.plusSeconds(6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          preset=stripe                            | source test: secrets is empty; set it, for example by {{env:NAME}}
          preset=stripe;secrets=                   | source test: secrets is empty; set it, for example by {{env:NAME}}
          preset=stripe;secrets=a,                 | source test: secrets has an empty one
          preset=svix;secrets=whsec_               | source test: secrets has an empty one
          preset=svix;secrets=whsec_not!base64     | source test: secrets has one that is not written in the form of secretDecoding
          preset=strpie;secrets=a                  | source test: preset 'strpie' does not exist; did you mean stripe?
          secrets=a                                | source test: type is empty; set preset to a provider, or type to hmac, ed25519, ecdsa, rsa, token or none
          type=hamc;secrets=a                      | source test: type 'hamc' is not one of hmac, ed25519, ecdsa, rsa, token, none
          type=hmac;secrets=a                      | source test: signature is empty; set it to where the signature stands
          type=hmac;secrets=a;signature=X-Sig      | source test: signature 'X-Sig' is no place in a request; write header:NAME
          preset=github;secrets=a;algorithm=md5    | source test: algorithm 'md5' is not one of sha256, sha1, sha512
          preset=github;secrets=a;encoding=hx      | source test: encoding 'hx' is not one of hex, base64, utf8
          preset=github;secrets=a;content={bdy}    | source test: content '{bdy}' has {bdy}, which is unknown here
          preset=github;secrets=a;content={timestamp} | source test: content has {timestamp}, but timestamp is not set
          preset=stripe;secrets=a;tolerance=5m     | source test: tolerance '5m' is no number of seconds
          preset=stripe;secrets=a;timestampUnit=h  | source test: timestampUnit 'h' is not one of s, ms, iso8601
          preset=square;secrets=a                  | source test: publicUrl is empty; the address is signed
          preset=square;secrets=a;publicUrl=x.com  | source test: publicUrl 'x.com' is not a URL without a query
          preset=meta;secrets=a                    | source test: verifyToken is empty; the provider's challenges carry it
          preset=slack;secrets=a;challengeMethod=PUT | source test: challengeMethod 'PUT' is not one of GET, HEAD, POST, OPTIONS
          """)
  void whatCannotProtectAnythingIsRefused(String properties, String message) {
    Map<String, String> given = new HashMap<>();
    for (String property : properties.split(";")) {
      String[] pair = property.split("=", 2);
      given.put(pair[0], pair[1]);
    }
    assertThatThrownBy(() -> Judging.of(given)).hasMessageStartingWith(message);
  }

  @Test
  void noErrorShowsASecret() {
    assertThatThrownBy(
            () -> Judging.of(Map.of("preset", "svix", "secrets", "whsec_hush!hush,AAAA")))
        .message()
        .doesNotContain("hush");
  }

  @Test
  void aSourceWithoutAnyProofMustSaySo() {
    assertThat(Judging.of(Map.of("type", "none")).accepts(post("x"), Providers.NOW).id())
        .startsWith("sha256:");
  }

  @Test
  void theKeyIsWhatTheEventIsAbout() {
    Judging byObject = token("webhook.{source}", "body:/data/object/id");
    assertThat(event(byObject, "{\"data\":{\"object\":{\"id\":\"pi_1\"}}}").key())
        .isEqualTo("pi_1");
    Judging byTwo = token("webhook.{source}", "{body:/shop}-{body:/order}");
    assertThat(event(byTwo, "{\"shop\":3,\"order\":7}").key()).isEqualTo("3-7");
    ReceivedEvent without = event(byTwo, "{\"shop\":3}");
    assertThat(without.key()).isEqualTo(without.id());
  }

  @Test
  void theTopicMayDependOnTheSignedType() {
    Judging stripe =
        Judging.of(Map.of("preset", "stripe", "secrets", "s"), "events.{source}.{type}", null);
    String body = "{\"id\":\"1\",\"type\":\"charge/paid ü\"}";
    String time = Long.toString(Providers.NOW.getEpochSecond());
    assertThat(
            stripe
                .accepts(
                    post(body)
                        .with(
                            "Stripe-Signature",
                            "t=" + time + ",v1=" + hex("HmacSHA256", "s", time + "." + body)),
                    Providers.NOW)
                .topic())
        .isEqualTo("events.test.charge_paid__");
  }

  @Test
  void theTopicMayNotDependOnWhatIsNotSigned() {
    assertThatThrownBy(() -> Judging.of(Map.of("preset", "github", "secrets", "s"), "{type}", null))
        .hasMessage(
            "source test: the topic depends on header:X-GitHub-Event, which the signature does not"
                + " cover; take it out of topic");
  }

  @Test
  void whatIsNotJsonIsStillAnEvent() {
    for (String body : new String[] {"", "not json", "{\"a\":", "\u0000\u0001", "a=b&c=d"}) {
      ReceivedEvent event = event(token("webhook.{source}", "body:/a"), body);
      assertThat(event.id()).isEqualTo("sha256:" + Delivery.sha256(body));
      assertThat(event.key()).isEqualTo(event.id());
    }
  }

  @Test
  void longAndUnprintableValuesBecomeHashes() {
    Judging byId = token("webhook.{source}", "body:/id");
    assertThat(event(byId, "{\"id\":\"a\\u0000b\"}").key()).startsWith("sha256:");
    assertThat(event(byId, "{\"id\":\"" + "x".repeat(600) + "\"}").key()).hasSize(71);
  }

  @Test
  void eachNotificationOfDropboxIsAnEventOfItsOwn() {
    Judging dropbox = Judging.of(Map.of("preset", "dropbox", "secrets", "s"));
    Delivery ping = post("{}").with("X-Dropbox-Signature", hex("HmacSHA256", "s", "{}"));
    assertThat(dropbox.accepts(ping, Providers.NOW).id())
        .isNotEqualTo(dropbox.accepts(ping, Providers.NOW).id());
  }

  @Test
  void otherMethodsAreNotAllowed() {
    Judging intercom = Judging.of(Map.of("preset", "intercom", "secrets", "s"));
    for (String method : new String[] {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"}) {
      WebhookReply reply = intercom.answers(post("{}").withMethod(method), Providers.NOW);
      assertThat(reply.status()).isEqualTo(405);
      assertThat(reply.headers()).containsEntry("Allow", "POST, HEAD");
    }
  }

  @Test
  void basicAuthenticationTakesColonsInPasswords() {
    Judging basic = Judging.of(Map.of("preset", "basic", "secrets", "user:a:b"));
    String right = Base64.getEncoder().encodeToString(Delivery.utf8("user:a:b"));
    basic.accepts(post("{}").with("Authorization", "Basic " + right), Providers.NOW);
  }

  private static ReceivedEvent event(Judging judging, String body) {
    return judging.accepts(post(body).with("X-Webhook-Token", "t"), Providers.NOW);
  }

  private static Judging token(String topic, String key) {
    return Judging.of(Map.of("preset", "token", "secrets", "t"), topic, key);
  }
}
