package dev.caravan.webhook.request;

import java.util.Map;

/**
 * What the sender is told: a status and a short fixed text, nothing of the request and nothing that
 * helps to forge one. Only a challenge is answered with what was sent.
 *
 * @param outcome the name in the metric {@code caravan_webhooks_total}
 */
public record WebhookReply(
    int status, String outcome, String type, String body, Map<String, String> headers) {
  private static final String TEXT = "text/plain; charset=utf-8";

  /** The event is in Kafka. No body, since some providers show it to people. */
  public static final WebhookReply ACCEPTED = plain(200, "accepted", "");

  public static final WebhookReply UNVERIFIED = plain(401, "unverified", "not authentic\n");
  public static final WebhookReply BAD_CHALLENGE = plain(400, "bad_challenge", "not a challenge\n");
  public static final WebhookReply TOO_LARGE = closing(413, "too_large", "too large\n");
  public static final WebhookReply ENCODED =
      plain(415, "encoded", "the body must not be compressed\n");

  /** The request did not arrive in time. */
  public static final WebhookReply TOO_SLOW = closing(408, "incomplete", "too slow\n");

  /** Kafka did not confirm in time; the provider sends it again. */
  public static final WebhookReply UNAVAILABLE = later("unavailable");

  /** More requests are under way than there is room for. */
  public static final WebhookReply BUSY = later("busy");

  public static WebhookReply methodNotAllowed(String allowed) {
    return new WebhookReply(405, "method", TEXT, "method not allowed\n", Map.of("Allow", allowed));
  }

  public static WebhookReply challenge(String type, String body, Map<String, String> headers) {
    return new WebhookReply(200, "challenge", type, body, headers);
  }

  private static WebhookReply plain(int status, String outcome, String text) {
    return new WebhookReply(status, outcome, TEXT, text, Map.of());
  }

  private static WebhookReply closing(int status, String outcome, String text) {
    return new WebhookReply(status, outcome, TEXT, text, Map.of("Connection", "close"));
  }

  private static WebhookReply later(String outcome) {
    return new WebhookReply(503, outcome, TEXT, "try again later\n", Map.of("Retry-After", "5"));
  }
}
