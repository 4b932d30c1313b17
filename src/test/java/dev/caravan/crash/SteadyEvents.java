package dev.caravan.crash;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A provider that sends signed events at a steady rate, by the rules of Standard Webhooks, and
 * repeats each until it is answered 2xx.
 *
 * @see <a
 *     href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
 *     Webhooks</a>
 */
final class SteadyEvents implements AutoCloseable {
  static final String SECRET =
      "whsec_" + Base64.getEncoder().encodeToString("a secret of the test only".getBytes());

  /** What ids begin with by turns; without a charset that has them all, ten ids become one. */
  private static final List<String> SCRIPTS =
      List.of("evt", "ü", "ß", "Ж", "Ω", "日本", "한글", "عدد", "नया", "ไทย");

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(5);
  private static final long REPEAT_MILLIS = 1000;

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(LONGEST_ANSWER).build();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
  private final URI receiver;
  private final int most;
  private final AtomicInteger sent = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger repeats = new AtomicInteger();
  private final ScheduledFuture<?> steady;

  private SteadyEvents(URI receiver, int perSecond, int most) {
    this.receiver = receiver;
    this.most = most;
    this.steady =
        clock.scheduleAtFixedRate(
            this::sendNext, 0, TimeUnit.SECONDS.toMicros(1) / perSecond, TimeUnit.MICROSECONDS);
  }

  /** Begins to send, so many in a second and so many in all. */
  static SteadyEvents to(URI receiver, int perSecond, int most) {
    return new SteadyEvents(receiver, perSecond, most);
  }

  /** Events that were answered 2xx. */
  int accepted() {
    return accepted.get();
  }

  /** Attempts that were not answered 2xx. */
  int repeats() {
    return repeats.get();
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }

  private void sendNext() {
    int number = sent.getAndIncrement();
    if (number < most) {
      send(number);
    } else {
      steady.cancel(false);
    }
  }

  private void send(int number) {
    CompletableFuture<HttpResponse<Void>> answer =
        http.sendAsync(request(number), HttpResponse.BodyHandlers.discarding());
    answer.whenComplete(
        (response, error) -> {
          if (error == null && response.statusCode() / 100 == 2) {
            accepted.incrementAndGet();
          } else if (!clock.isShutdown()) {
            repeats.incrementAndGet();
            clock.schedule(() -> send(number), REPEAT_MILLIS, TimeUnit.MILLISECONDS);
          }
        });
  }

  private HttpRequest request(int number) {
    String event = SCRIPTS.get(number % SCRIPTS.size()) + number / SCRIPTS.size();
    String id = "msg_" + number;
    String timestamp = Long.toString(Instant.now().getEpochSecond());
    String body =
        "{\"id\":%d,\"event\":\"%s\",\"status\":\"paid\",\"amount\":%d}"
            .formatted(number, event, number * 7L);
    return HttpRequest.newBuilder(receiver)
        .timeout(LONGEST_ANSWER)
        .header("content-type", "application/json")
        .header("webhook-id", id)
        .header("webhook-timestamp", timestamp)
        .header("webhook-signature", "v1," + sign(id + "." + timestamp + "." + body))
        .POST(HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  private static String sign(String content) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      byte[] key = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] signature = mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
