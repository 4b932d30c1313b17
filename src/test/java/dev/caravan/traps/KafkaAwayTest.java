package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.sandbox.broker.KafkaBroker;
import dev.caravan.state.Readiness;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheck.State;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker whose Kafka goes while no event comes, which no poll fails for. */
@Timeout(180)
class KafkaAwayTest extends PullTest {
  private static final String ROUTE =
      """
      - route:
          id: payments
          from:
            uri: kamelet:caravan-worker
            parameters: {topic: work, sessionTimeout: 6000}
            steps:
              - to: {uri: "kamelet:caravan-upsert", parameters: {table: payments, key: id}}
      """;

  @Test
  void aWorkerIsNotReadyWhileKafkaIsAwayAndWorksWhenItIsBack(@TempDir Path log) throws Exception {
    try (KafkaBroker broker = TestKafka.own(log);
        TestContext hub = context(false, ROUTE).with(Map.of("kafka.brokers", broker.brokers()))) {
      TestKafka.createTopic(broker.brokers(), "work", 1);
      hub.start();
      await("the worker").until(() -> "works".equals(health(hub).getDetails().get("payments")));
      broker.close();
      await("readiness to be down").until(() -> health(hub).getState() == State.DOWN);
      assertThat(health(hub).getDetails().get("payments").toString())
          .contains("Kafka at " + broker.brokers(), "for 6 s");
      broker.start();
      await("readiness").until(() -> health(hub).getState() == State.UP);
      send(broker.brokers());
      await("the event").ignoreExceptions().until(() -> count("payments") == 1);
    }
  }

  private static void send(String brokers) throws Exception {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>("work", "{\"id\": 1}".getBytes(StandardCharsets.UTF_8));
    record.headers().add(EventHeaders.ID, "one".getBytes(StandardCharsets.UTF_8));
    try (KafkaProducer<String, byte[]> producer = TestKafka.producer(brokers)) {
      producer.send(record).get();
    }
  }

  private static HealthCheck.Result health(TestContext hub) {
    return hub.bean("caravanWorkersHealth", Readiness.class).call(Map.of());
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what).atMost(Duration.ofSeconds(60));
  }
}
