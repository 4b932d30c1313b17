package dev.caravan.webhook;

import static dev.caravan.webhook.Delivery.post;
import static dev.caravan.webhook.Delivery.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.webhook.request.WebhookReply;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/**
 * Schemes whose signatures only the provider can make: examples that providers publish, and
 * requests that are signed here by the steps of their documentation.
 */
public class PublicKeySchemesTest {
  /**
   * The presets that this class and {@link dev.caravan.webhook.scheme.CertificatesTest} speak for.
   */
  public static final List<String> PRESETS =
      List.of("standard-webhooks-ed25519", "discord", "telnyx", "sendgrid", "sns", "paypal");

  private static final Instant NOW = Providers.NOW;
  private static final String SECONDS = Long.toString(NOW.getEpochSecond());

  /** The vector of Svix' server for Standard Webhooks. */
  @Test
  void standardWebhooksPublished() {
    Judging standard =
        Judging.of(
            Map.of(
                "preset",
                "standard-webhooks-ed25519",
                "secrets",
                "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4="));
    Delivery signed =
        post("{\"test\": 2432232314}")
            .with("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
            .with("webhook-timestamp", "1614265330")
            .with(
                "webhook-signature",
                "v1,bm9uZQ== v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7"
                    + "AZdpXwVLPo3mNl8EM+m7TBAg==");
    Instant then = Instant.ofEpochSecond(1614265330);
    assertThat(standard.accepts(signed, then).id()).isEqualTo("msg_p5jXN8AQM9LWM0D4loKWxJek");
    standard.refuses(signed.withBody(utf8("{\"test\": 2432232315}")), then);
    standard.refuses(signed, then.plusSeconds(301));
  }

  /** The vector of the helper libraries of SendGrid. */
  @Test
  void sendgridPublished() {
    Judging sendgrid =
        Judging.of(
            Map.of(
                "preset",
                "sendgrid",
                "secrets",
                "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3G"
                    + "Rqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g=="));
    Delivery signed =
        post("[{\"email\":\"hello@world.com\",\"event\":\"dropped\",\"reason\":\"Bounced"
                + " Address\",\"sg_event_id\":\"ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA\","
                + "\"sg_message_id\":\"LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0\",\"smtp-id\":\"<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>\",\"timestamp\":1600112492}]\r\n")
            .with(
                "X-Twilio-Email-Event-Webhook-Signature",
                "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89"
                    + "M15TluLtEZtM=")
            .with("X-Twilio-Email-Event-Webhook-Timestamp", "1600112502");
    Instant then = Instant.ofEpochSecond(1600112502);
    assertThat(sendgrid.accepts(signed, then).id()).startsWith("sha256:");
    sendgrid.refuses(signed.without("X-Twilio-Email-Event-Webhook-Timestamp"), then);
  }

  @Test
  void ecdsaSignaturesOfZeroesAndOtherKeysAreRefused() throws Exception {
    KeyPairGenerator curve = KeyPairGenerator.getInstance("EC");
    curve.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair key = curve.generateKeyPair();
    Judging sendgrid =
        Judging.of(Map.of("preset", "sendgrid", "secrets", spki(key) + "," + spki(key)));
    Delivery bare = post("[]").with("X-Twilio-Email-Event-Webhook-Timestamp", SECONDS);
    String header = "X-Twilio-Email-Event-Webhook-Signature";
    byte[] signed = sign("SHA256withECDSA", key, SECONDS + "[]");

    sendgrid.accepts(bare.with(header, base64(signed)), NOW);
    sendgrid.refuses(bare.with(header, base64(HexFormat.of().parseHex("3006020100020100"))), NOW);
    sendgrid.refuses(bare.with(header, base64(new byte[64])), NOW);
    byte[] byAnother = sign("SHA256withECDSA", curve.generateKeyPair(), SECONDS + "[]");
    sendgrid.refuses(bare.with(header, base64(byAnother)), NOW);
    sendgrid.refuses(bare, NOW);
  }

  @Test
  void discordSignsInHexAndIsAnsweredItsPing() throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Judging discord =
        Judging.of(
            Map.of("preset", "discord", "secrets", HexFormat.of().formatHex(raw(key.getPublic()))));

    String event = "{\"version\":1,\"application_id\":\"9\",\"type\":1,\"event\":{\"type\":\"E\"}}";
    assertThat(discord.accepts(discord(key, event), NOW).type()).isEqualTo("E");
    String ping = "{\"id\":\"7\",\"token\":\"t\",\"type\":1}";
    WebhookReply pong = discord.answers(discord(key, ping), NOW);
    assertThat(pong.body()).isEqualTo("{\"type\":1}");
    assertThat(pong.type()).isEqualTo("application/json");
    discord.refuses(discord(key, ping).withBody(utf8(ping + " ")), NOW);
    discord.refuses(discord(key, event), NOW.plusSeconds(301));
  }

  @Test
  void telnyxSignsInBase64() throws Exception {
    KeyPair key = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Judging telnyx =
        Judging.of(Map.of("preset", "telnyx", "secrets", base64(raw(key.getPublic()))));
    String body = "{\"data\":{\"id\":\"0ccc\",\"event_type\":\"call.hangup\"}}";
    Delivery signed =
        post(body)
            .with("telnyx-timestamp", SECONDS)
            .with("telnyx-signature-ed25519", base64(sign("Ed25519", key, SECONDS + "|" + body)));
    ReceivedEvent event = telnyx.accepts(signed, NOW);
    assertThat(event.id()).isEqualTo("0ccc");
    assertThat(event.type()).isEqualTo("call.hangup");
    telnyx.refuses(signed.withBody(utf8(body.replace("hangup", "answer"))), NOW);
  }

  /** With the key as a property, in place of the certificate. */
  @Test
  void snsSignsSomeFieldsAsLines() throws Exception {
    KeyPair key = rsa();
    Judging sns = Judging.of(without(Map.of("preset", "sns", "secrets", spki(key))));
    String lines =
        "Message\nhello \"you\"\nMessageId\nm-1\nTimestamp\n2026-01-01T00:00:00.000Z\nTopicArn\narn"
            + "\nType\nNotification\n";
    String body =
        "{\"Type\":\"Notification\",\"MessageId\":\"m-1\",\"TopicArn\":\"arn\",\"Message\":\"hello"
            + " \\\"you\\\"\",\"Timestamp\":\"2026-01-01T00:00:00.000Z\",\"SignatureVersion\":\"2\","
            + "\"UnsubscribeURL\":\"https://x\",\"Signature\":\"%s\"}";
    String signed = body.formatted(base64(sign("SHA256withRSA", key, lines)));

    ReceivedEvent event = sns.accepts(post(signed), NOW);
    assertThat(event.id()).isEqualTo("m-1");
    assertThat(event.type()).isEqualTo("Notification");
    sns.refuses(post(signed.replace("hello", "hallo")), NOW);
    sns.refuses(post(signed.replace("{\"Type", "{\"Subject\":\"s\",\"Type")), NOW);
    // Who reads the event next would take the second.
    sns.refuses(post(signed.replaceFirst("}$", ",\"Message\":\"other\"}")), NOW);
    sns.refuses(post(signed + "{}"), NOW);
  }

  @Test
  void paypalSignsAChecksumAndTheIdOfTheWebhook() throws Exception {
    KeyPair key = rsa();
    String body = "{\"id\":\"WH-1\",\"event_type\":\"PAYMENT.SALE.COMPLETED\"}";
    CRC32 sum = new CRC32();
    sum.update(utf8(body));
    String content = "t-1|2026-03-01T12:00:00Z|8PT59|" + sum.getValue();
    Delivery signed =
        post(body)
            .with("PAYPAL-TRANSMISSION-ID", "t-1")
            .with("PAYPAL-TRANSMISSION-TIME", "2026-03-01T12:00:00Z")
            .with("PAYPAL-TRANSMISSION-SIG", base64(sign("SHA256withRSA", key, content)));
    Map<String, String> paypal =
        Map.of("preset", "paypal", "secrets", spki(key), "receiverId", "8PT59");

    assertThat(Judging.of(without(paypal)).accepts(signed, NOW).id()).isEqualTo("WH-1");
    Judging.of(without(paypal)).refuses(signed.withBody(utf8(body + " ")), NOW);
    Map<String, String> another = new HashMap<>(paypal);
    another.put("receiverId", "other");
    Judging.of(without(another)).refuses(signed, NOW);
    assertThatThrownBy(() -> Judging.of(Map.of("preset", "paypal")))
        .hasMessageContaining("receiverId is empty");
  }

  @Test
  void whatIsNoPublicKeyIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> Judging.of(Map.of("preset", "sendgrid", "secrets", "c2VjcmV0")))
        .hasMessage(
            "source test: secrets has one that is no public key of type ecdsa; copy what the"
                + " provider shows, without the lines BEGIN and END");
    assertThatThrownBy(
            () ->
                Judging.of(
                    Map.of("type", "rsa", "signature", "header:S", "certificate", "header:C")))
        .hasMessageContaining("certificateHosts is empty");
  }

  /** An empty value takes a property of a preset out. */
  private static Map<String, String> without(Map<String, String> properties) {
    Map<String, String> changed = new HashMap<>(properties);
    changed.put("certificate", "");
    return changed;
  }

  private static Delivery discord(KeyPair key, String body) throws GeneralSecurityException {
    return post(body)
        .with("X-Signature-Timestamp", SECONDS)
        .with(
            "X-Signature-Ed25519", HexFormat.of().formatHex(sign("Ed25519", key, SECONDS + body)));
  }

  private static KeyPair rsa() throws GeneralSecurityException {
    return KeyPairGenerator.getInstance("RSA").generateKeyPair();
  }

  private static byte[] raw(PublicKey key) {
    byte[] encoded = key.getEncoded();
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  private static String spki(KeyPair key) {
    return base64(key.getPublic().getEncoded());
  }

  private static byte[] sign(String algorithm, KeyPair key, String content)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key.getPrivate());
    signature.update(utf8(content));
    return signature.sign();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
