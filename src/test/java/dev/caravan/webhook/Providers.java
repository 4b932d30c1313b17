package dev.caravan.webhook;

import static dev.caravan.webhook.Delivery.base64;
import static dev.caravan.webhook.Delivery.hex;
import static dev.caravan.webhook.Delivery.post;
import static dev.caravan.webhook.Delivery.utf8;

import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * How each provider signs, written down from its documentation, by its own steps.
 *
 * @param properties of the source besides preset and secrets
 * @param secret for one that signs
 * @param body an event
 * @param id the event's id, empty when the provider sends none
 * @param type the event's type, empty when the provider sends none
 * @param sign makes the request of a secret and a body
 */
public record Providers(
    Map<String, String> properties,
    String secret,
    String body,
    String id,
    String type,
    BiFunction<String, String, Delivery> sign) {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SECONDS = Long.toString(NOW.getEpochSecond());
  private static final String MILLIS = Long.toString(NOW.toEpochMilli());
  private static final String URL = "https://hooks.example.com/webhook/test";
  private static final Map<String, String> PUBLIC = Map.of("publicUrl", URL);
  private static final String WHSEC =
      "whsec_" + Base64.getEncoder().encodeToString(utf8("twenty-four bytes of key"));
  private static final String ID_AND_TYPE = "{\"id\":\"evt_1\",\"type\":\"a.b\",\"data\":{}}";

  public Delivery delivery() {
    return sign.apply(secret, body);
  }

  public static Map<String, Providers> all() {
    Map<String, Providers> all = new LinkedHashMap<>();
    all.put(
        "standard-webhooks", of(WHSEC, "{\"type\":\"a.b\"}", "msg_1", "a.b", standard("webhook")));
    all.put("svix", of(WHSEC, "{\"type\":\"a.b\"}", "msg_1", "a.b", standard("svix")));
    all.put(
        "stripe",
        of(
            "whsec_used+as/it=is",
            ID_AND_TYPE,
            "evt_1",
            "a.b",
            (secret, body) ->
                post(body)
                    .with(
                        "Stripe-Signature",
                        "t="
                            + SECONDS
                            + ",v1="
                            + hex("HmacSHA256", secret, SECONDS + "." + body))));
    all.put(
        "github",
        of(
            "It's",
            "{\"action\":\"opened\"}",
            "guid-1",
            "issues",
            (secret, body) ->
                post(body)
                    .with("X-Hub-Signature-256", "sha256=" + hex("HmacSHA256", secret, body))
                    .with("X-GitHub-Delivery", "guid-1")
                    .with("X-GitHub-Event", "issues")));
    all.put(
        "shopify",
        of(
            "hush",
            "{\"id\":820982911946154508}",
            "98880550-7158-44d4-b7cd-2c97c8a091b5",
            "orders/create",
            (secret, body) ->
                post(body)
                    .with("X-Shopify-Hmac-Sha256", base64("HmacSHA256", utf8(secret), body))
                    .with("X-Shopify-Event-Id", "98880550-7158-44d4-b7cd-2c97c8a091b5")
                    .with("X-Shopify-Topic", "orders/create")));
    all.put(
        "slack",
        of(
            "8f7422",
            "{\"type\":\"event_callback\",\"event\":{\"type\":\"message\"},\"event_id\":\"Ev1\"}",
            "Ev1",
            "message",
            (secret, body) ->
                post(body)
                    .with("X-Slack-Request-Timestamp", SECONDS)
                    .with(
                        "X-Slack-Signature",
                        "v0=" + hex("HmacSHA256", secret, "v0:" + SECONDS + ":" + body))));
    all.put(
        "twilio",
        new Providers(
            PUBLIC,
            "12345",
            "To=%2B1&From=a+b&Body=x%26y",
            "tok-1",
            "",
            (secret, body) ->
                post(body)
                    .with("Content-Type", "application/x-www-form-urlencoded")
                    .with("I-Twilio-Idempotency-Token", "tok-1")
                    .with(
                        "X-Twilio-Signature",
                        base64(
                            "HmacSHA1",
                            utf8(secret),
                            // Sorted by name, decoded, name and value joined.
                            URL + "Bodyx&yFroma bTo+1"))));
    all.put(
        "hubspot",
        new Providers(
            PUBLIC,
            "client",
            "[{\"eventId\":1},{\"eventId\":2}]",
            "",
            "",
            (secret, body) ->
                post(body)
                    .with("X-HubSpot-Request-Timestamp", MILLIS)
                    .with(
                        "X-HubSpot-Signature-v3",
                        base64("HmacSHA256", utf8(secret), "POST" + URL + body + MILLIS))));
    all.put(
        "zendesk",
        of(
            "dGhpcw==",
            ID_AND_TYPE,
            "evt_1",
            "a.b",
            (secret, body) ->
                post(body)
                    .with("X-Zendesk-Webhook-Signature-Timestamp", "2026-03-01T11:59:30Z")
                    .with(
                        "X-Zendesk-Webhook-Signature",
                        base64("HmacSHA256", utf8(secret), "2026-03-01T11:59:30Z" + body))));
    all.put(
        "square",
        new Providers(
            PUBLIC,
            "square-key",
            "{\"event_id\":\"e-1\",\"type\":\"payment.updated\"}",
            "e-1",
            "payment.updated",
            (secret, body) ->
                post(body)
                    .with(
                        "x-square-hmacsha256-signature",
                        base64("HmacSHA256", utf8(secret), URL + body))));
    all.put("mailgun", mailgun());
    all.put(
        "zoom",
        of(
            "zoom-secret",
            "{\"event\":\"meeting.started\",\"event_ts\":17,\"payload\":{\"object\":{\"uuid\":\"u==\"}}}",
            "meeting.started-17-u==",
            "meeting.started",
            (secret, body) ->
                post(body)
                    .with("x-zm-request-timestamp", SECONDS)
                    .with(
                        "x-zm-signature",
                        "v0=" + hex("HmacSHA256", secret, "v0:" + SECONDS + ":" + body))));
    all.put(
        "meta",
        new Providers(
            Map.of("verifyToken", "meat"),
            "app",
            "{\"object\":\"page\",\"entry\":[]}",
            "",
            "page",
            (secret, body) ->
                post(body)
                    .with("X-Hub-Signature-256", "sha256=" + hex("HmacSHA256", secret, body))));
    all.put(
        "dropbox",
        of(
            "app",
            "{\"list_folder\":{}}",
            "",
            "",
            (secret, body) ->
                post(body).with("X-Dropbox-Signature", hex("HmacSHA256", secret, body))));
    all.put(
        "intercom",
        of(
            "client",
            "{\"id\":\"notif_1\",\"topic\":\"user.created\"}",
            "notif_1",
            "user.created",
            (secret, body) ->
                post(body).with("X-Hub-Signature", "sha1=" + hex("HmacSHA1", secret, body))));
    all.put(
        "pagerduty",
        of(
            "pd",
            "{\"event\":{\"id\":\"01\",\"event_type\":\"incident.triggered\"}}",
            "01",
            "incident.triggered",
            (secret, body) ->
                post(body)
                    .with(
                        "X-PagerDuty-Signature",
                        "v1="
                            + hex("HmacSHA256", "other", body)
                            + ",v1="
                            + hex("HmacSHA256", secret, body))));
    all.put(
        "linear",
        of(
            "lin_wh_1",
            "{\"type\":\"Issue\",\"webhookTimestamp\":" + MILLIS + "}",
            "d-1",
            "Issue",
            (secret, body) ->
                post(body)
                    .with("Linear-Delivery", "d-1")
                    .with("Linear-Signature", hex("HmacSHA256", secret, body))));
    all.put(
        "notion",
        of(
            "secret_1",
            "{\"id\":\"n-1\",\"type\":\"page.created\"}",
            "n-1",
            "page.created",
            (secret, body) ->
                post(body)
                    .with("X-Notion-Signature", "sha256=" + hex("HmacSHA256", secret, body))));
    all.put(
        "token",
        of("t0ken", "{}", "", "", (secret, body) -> post(body).with("X-Webhook-Token", secret)));
    all.put(
        "bearer",
        of("t0ken", "{}", "", "", (s, body) -> post(body).with("Authorization", "Bearer " + s)));
    all.put(
        "basic",
        of(
            "user:pass:word",
            "{}",
            "",
            "",
            (secret, body) ->
                post(body)
                    .with(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(utf8(secret)))));
    return all;
  }

  private static Providers mailgun() {
    String token = "a".repeat(50);
    return new Providers(
        Map.of(),
        "signing-key",
        "",
        "ev-1",
        "delivered",
        (secret, body) ->
            post(
                ("{\"signature\":{\"timestamp\":\"%s\",\"token\":\"%s\",\"signature\":\"%s\"},"
                        + "\"event-data\":{\"id\":\"ev-1\",\"event\":\"delivered\"}}%s")
                    .formatted(SECONDS, token, hex("HmacSHA256", secret, SECONDS + token), body)));
  }

  private static BiFunction<String, String, Delivery> standard(String prefix) {
    return (secret, body) ->
        post(body)
            .with(prefix + "-id", "msg_1")
            .with(prefix + "-timestamp", SECONDS)
            .with(
                prefix + "-signature",
                "v1,"
                    + base64(
                        "HmacSHA256",
                        Base64.getDecoder().decode(secret.substring("whsec_".length())),
                        "msg_1." + SECONDS + "." + body));
  }

  private static Providers of(
      String secret,
      String body,
      String id,
      String type,
      BiFunction<String, String, Delivery> sign) {
    return new Providers(Map.of(), secret, body, id, type, sign);
  }
}
