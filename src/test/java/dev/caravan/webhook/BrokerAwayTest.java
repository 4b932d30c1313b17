package dev.caravan.webhook;

import static dev.caravan.webhook.Delivery.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.sandbox.broker.KafkaBroker;
import dev.caravan.testing.TestKafka;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.camel.health.HealthCheck;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kafka is away at the start and while requests come. Every request is answered all the same; the
 * slowest answer is printed, the strictest provider waits 3 s for it.
 */
@Timeout(120)
class BrokerAwayTest {
  private static final Duration FOR_EVER = Duration.ofSeconds(20);
  private static final String SOURCE = Hub.source("pay", "preset: token, secrets: abc", "");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void aBrokerThatComesLateIsFoundAndOneThatGoesIsMissedWithoutARestart(@TempDir Path log)
      throws Exception {
    try (KafkaBroker broker = TestKafka.own(log)) {
      broker.close();
      Set<String> accepted = new HashSet<>();
      try (Hub hub = Hub.start(broker.brokers(), SOURCE)) {
        assertUnavailable(hub);
        awaitReadiness(hub, HealthCheck.State.DOWN);

        broker.start();
        awaitReadiness(hub, HealthCheck.State.UP);
        accepted.addAll(awaitAccepted(hub, "first"));

        broker.close();
        assertUnavailable(hub);
        assertThat(health(hub).getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(health(hub).getDetails().get("pay").toString()).contains("Kafka");

        broker.start();
        accepted.addAll(awaitAccepted(hub, "second"));
        assertThat(health(hub).getState()).isEqualTo(HealthCheck.State.UP);
      }
      assertThat(
              TestKafka.records(broker.brokers(), "webhook.pay").stream()
                  .map(record -> new String(record.value())))
          .containsAll(accepted);
    }
  }

  @Test
  void aBrokerThatGoesWhileNoEventComesIsMissed(@TempDir Path log) throws Exception {
    try (KafkaBroker broker = TestKafka.own(log);
        Hub hub = Hub.start(broker.brokers(), SOURCE)) {
      awaitAccepted(hub, "only");
      broker.close();
      awaitReadiness(hub, HealthCheck.State.DOWN);
      assertThat(health(hub).getDetails().get("pay").toString()).contains("Kafka does not answer");
      broker.start();
      awaitReadiness(hub, HealthCheck.State.UP);
    }
  }

  @Test
  void aBrokerWhoseNameDoesNotResolveDoesNotKeepTheProcessFromStarting() throws Exception {
    try (Hub hub = Hub.start("broker.invalid:9092", SOURCE)) {
      HttpResponse<String> answer = http.send(request(hub, "a"), BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(503);
      assertThat(answer.headers().firstValue("Retry-After")).contains("5");
      awaitReadiness(hub, HealthCheck.State.DOWN);
    }
  }

  @Test
  void aBrokerThatTakesSmallerRecordsIsVisibleInReadiness(@TempDir Path log) throws Exception {
    String large = "maxBytes: 2000000, maxRequestSize: 2100000";
    try (Hub hub =
        Hub.start(TestKafka.brokers(), Hub.source("large", "preset: token, secrets: abc", large))) {
      awaitReadiness(hub, HealthCheck.State.DOWN);
      assertThat(health(hub).getDetails().get("large").toString())
          .contains("maxBytes 2000000 needs 2016384")
          .contains("raise max.message.bytes");
    }
  }

  @Test
  void aTopicWithTooFewReplicasInSyncIsVisibleInReadiness() throws Exception {
    String topic = "t" + UUID.randomUUID();
    NewTopic demanding =
        new NewTopic(topic, 1, (short) 1).configs(Map.of("min.insync.replicas", "2"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
      admin.createTopics(List.of(demanding)).all().get();
    }
    try (Hub hub =
        Hub.start(
            TestKafka.brokers(),
            Hub.source("pay", "preset: token, secrets: abc", "topic: " + topic))) {
      awaitReadiness(hub, HealthCheck.State.DOWN);
      assertThat(health(hub).getDetails().get("pay").toString())
          .contains("1 replicas in sync", "min.insync.replicas is 2");
    }
  }

  /** Many at once, all answered in time. */
  private void assertUnavailable(Hub hub) {
    long before = System.nanoTime();
    List<CompletableFuture<HttpResponse<String>>> answers =
        IntStream.range(0, 100)
            .mapToObj(i -> http.sendAsync(request(hub, "away"), BodyHandlers.ofString()))
            .toList();
    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.join().statusCode()).isEqualTo(503);
              assertThat(answer.join().body()).isEqualTo("try again later\n");
            });
    System.out.printf(
        "100 requests at once without a broker: all 503 after %d ms%n",
        Duration.ofNanos(System.nanoTime() - before).toMillis());
    assertThat(hub.counted("pay", "unavailable")).isGreaterThanOrEqualTo(100);
  }

  /** Sends until one is taken, then some more. */
  private Set<String> awaitAccepted(Hub hub, String name) {
    await().atMost(Duration.ofSeconds(30)).until(() -> status(hub, name) == 200);
    Set<String> accepted = new HashSet<>(Set.of(name));
    for (int i = 0; i < 20; i++) {
      if (status(hub, name + i) == 200) {
        accepted.add(name + i);
      }
    }
    assertThat(accepted).hasSize(21);
    return accepted;
  }

  private int status(Hub hub, String body) throws RuntimeException {
    return http.sendAsync(request(hub, body), BodyHandlers.ofString()).join().statusCode();
  }

  private static HttpRequest request(Hub hub, String body) {
    return HttpRequest.newBuilder(hub.address("/webhook/pay"))
        .header("X-Webhook-Token", "abc")
        .timeout(FOR_EVER)
        .POST(BodyPublishers.ofByteArray(utf8(body)))
        .build();
  }

  private static void awaitReadiness(Hub hub, HealthCheck.State state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(health(hub).getState()).isEqualTo(state));
  }

  private static HealthCheck.Result health(Hub hub) {
    return hub.receivers().call(Map.of());
  }
}
