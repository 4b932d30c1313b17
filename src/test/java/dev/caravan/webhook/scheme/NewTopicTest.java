package dev.caravan.webhook.scheme;

import static dev.caravan.webhook.Delivery.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.sandbox.broker.KafkaBroker;
import dev.caravan.testing.Logged;
import dev.caravan.testing.TestKafka;
import dev.caravan.webhook.Delivery;
import dev.caravan.webhook.Hub;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A partition that a broker is about to take over refuses what comes too early. A broker knows
 * nothing of the producer yet and takes whatever number comes first: with several requests under
 * way the second may be taken before the first, which is then refused for ever.
 */
@Timeout(120)
class NewTopicTest {
  private static final int PARTITIONS = 12;
  private static final int EVENTS = 150;
  private static final int ROUNDS = 4;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void noEventOfATopicThatIsJustBeingMadeIsRefusedForEver() throws Exception {
    String type = TestKafka.topic(1);
    String signed =
        "type: hmac, secrets: abc, signature: 'header:S', eventType: 'body:/type', eventId:"
            + " 'body:/id'";
    try (Logged logged = new Logged();
        Hub hub = Hub.start(TestKafka.brokers(), Hub.source("pay", signed, "topic: '{type}'"))) {
      sendAll(hub, type, 1);
      for (int round = 0; round < ROUNDS; round++) {
        String made = type + "-" + round;
        TestKafka.createTopic(TestKafka.brokers(), made, PARTITIONS);
        sendAll(hub, made, EVENTS);
        assertThat(TestKafka.records(made)).hasSizeGreaterThanOrEqualTo(EVENTS);
      }
      assertThat(logged.text()).doesNotContain("OutOfOrderSequence");
    }
  }

  @Test
  void aBrokerThatIsReplacedByAnEmptyOneIsSentEventsWithoutARestart(
      @TempDir Path first, @TempDir Path second) throws Exception {
    KafkaBroker broker = TestKafka.own(first);
    String address = broker.brokers();
    try (Hub hub = Hub.start(address, Hub.source("pay", "preset: token, secrets: abc", ""))) {
      assertThat(sendUntilAccepted(hub, "before")).isEqualTo("before0");
      assertThat(IntStream.range(0, 20).map(i -> status(hub, "more" + i))).containsOnly(200);
      broker.close();
      broker = KafkaBroker.start(second, Integer.parseInt(address.replaceAll(".*:", "")));

      String accepted = sendUntilAccepted(hub, "after");
      assertThat(IntStream.range(0, 20).map(i -> status(hub, "again" + i))).containsOnly(200);
      assertThat(TestKafka.records(address, "webhook.pay"))
          .extracting(record -> new String(record.value()))
          .contains(accepted)
          .filteredOn(value -> value.startsWith("again"))
          .hasSize(20);
    } finally {
      broker.close();
    }
  }

  private String sendUntilAccepted(Hub hub, String name) {
    for (int i = 0; i < 30; i++) {
      if (status(hub, name + i) == 200) {
        return name + i;
      }
    }
    throw new AssertionError("nothing is accepted");
  }

  private int status(Hub hub, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(hub.address("/webhook/pay"))
            .header("X-Webhook-Token", "abc")
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.sendAsync(request, BodyHandlers.ofString()).join().statusCode();
  }

  /** All at once; those that are told to come again, once more. */
  private void sendAll(Hub hub, String type, int events) {
    List<String> bodies =
        IntStream.range(0, events)
            .mapToObj(i -> "{\"type\": \"%s\", \"id\": \"evt-%d\"}".formatted(type, i))
            .toList();
    await().atMost(Duration.ofSeconds(30)).until(() -> send(hub, send(hub, bodies)).isEmpty());
  }

  /** Sends all at once, and says which are not accepted. */
  private List<String> send(Hub hub, List<String> bodies) {
    Map<String, CompletableFuture<HttpResponse<String>>> answers = new LinkedHashMap<>();
    bodies.forEach(
        body ->
            answers.put(body, http.sendAsync(signed(hub, utf8(body)), BodyHandlers.ofString())));
    return bodies.stream().filter(body -> answers.get(body).join().statusCode() != 200).toList();
  }

  private static HttpRequest signed(Hub hub, byte[] body) {
    return HttpRequest.newBuilder(hub.address("/webhook/pay"))
        .header("S", Encoding.HEX.write(Delivery.hmac("HmacSHA256", utf8("abc"), body)))
        .POST(BodyPublishers.ofByteArray(body))
        .build();
  }
}
