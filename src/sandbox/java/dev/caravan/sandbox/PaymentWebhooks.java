package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.shop.Shop;
import dev.caravan.sandbox.shop.Timestamps;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The shop as a provider of webhooks: it tells of its payments by events that are formed and signed
 * as Stripe's are. As real providers do it sends some twice, some late, after a newer one of the
 * same payment, and loses a few; and someone else sends forged ones in between.
 */
public final class PaymentWebhooks {
  /**
   * What was sent and how it was answered.
   *
   * @param events different events that were accepted
   * @param repeats events that were sent, and accepted, a second time
   * @param lost payments that no event told of
   * @param forged requests with a changed body
   * @param refused those of them that were answered 401
   */
  public record Result(int events, int repeats, int lost, int forged, int refused) {}

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);
  private static final int MOST_ATTEMPTS = 40;
  private static final int REFUSED = 401;
  private static final int NO_ANSWER = 0;
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI receiver;
  private final WebhookSigner signer;
  private final SplittableRandom random = new SplittableRandom(42);
  private int events;
  private int repeats;
  private int lost;
  private int forged;
  private int refused;

  /** Sends to a receiver, signed with a secret. */
  public PaymentWebhooks(URI receiver, String secret) {
    this.receiver = receiver;
    this.signer = new WebhookSigner(secret);
  }

  /**
   * Tells of all payments of a shop.
   *
   * @throws IOException when the receiver does not take an event within 20 s, or says 401
   */
  public Result tell(Shop shop) throws IOException, InterruptedException {
    List<JsonNode> payments = List.copyOf(shop.expected("payments").values());
    for (JsonNode payment : payments) {
      tell((ObjectNode) payment);
    }
    return new Result(events, repeats, lost, forged, refused);
  }

  private void tell(ObjectNode payment) throws IOException, InterruptedException {
    int kind = random.nextInt(100);
    if (kind < 2) {
      lost++;
      return;
    }
    String id = "evt_" + payment.get("id").textValue();
    byte[] event = event(id, payment);
    deliver(event);
    events++;
    if (kind < 4) {
      forge(event);
    }
    if (kind >= 90) {
      deliver(event);
      repeats++;
    } else if (kind >= 85) {
      deliver(event(id + "_before", before(payment)));
      events++;
    }
  }

  /** The payment as it was an hour earlier, for an event that comes late. */
  private static ObjectNode before(ObjectNode payment) {
    Instant hourBefore = Instant.parse(payment.get("updated_at").textValue()).minusSeconds(3600);
    return payment
        .deepCopy()
        .put("status", "pending")
        .put("updated_at", Timestamps.format(hourBefore));
  }

  private static byte[] event(String id, ObjectNode payment) {
    ObjectNode event = Json.object().put("id", id).put("object", "event");
    event.put("type", "payment." + payment.get("status").textValue());
    event.putObject("data").set("object", payment);
    return Json.bytes(event);
  }

  private void deliver(byte[] body) throws IOException, InterruptedException {
    int status = NO_ANSWER;
    for (int attempt = 1; attempt <= MOST_ATTEMPTS && status != REFUSED; attempt++) {
      status = post(signer.sign(Instant.now(), body), body);
      if (status / 100 == 2) {
        return;
      }
      Thread.sleep(BETWEEN_ATTEMPTS.toMillis());
    }
    throw new IOException("the receiver at " + receiver + " takes no events: " + reason(status));
  }

  private static String reason(int status) {
    return switch (status) {
      case NO_ANSWER -> "it does not answer";
      case REFUSED -> "it answers 401, so its secret is another one than here";
      default -> "it answers " + status;
    };
  }

  /** Someone changes the body and keeps the signature. */
  private void forge(byte[] body) throws IOException, InterruptedException {
    byte[] changed = body.clone();
    changed[changed.length - 5] ^= 1;
    forged++;
    if (post(signer.sign(Instant.now(), body), changed) == REFUSED) {
      refused++;
    }
  }

  private int post(String signature, byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(receiver)
            .timeout(LONGEST_ANSWER)
            .header("content-type", "application/json")
            .header(WebhookSigner.HEADER, signature)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      return http.send(request, BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      // Not there yet; the event is sent again.
      return NO_ANSWER;
    }
  }
}
