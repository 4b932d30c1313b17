package dev.caravan.sandbox.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestKafka;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerTest {
  @Test
  void comesBackOnItsPortWithItsRecords(@TempDir Path directory) throws Exception {
    try (KafkaBroker broker = TestKafka.own(directory)) {
      String brokers = broker.brokers();
      TestKafka.createTopic(brokers, "events", 1);
      try (KafkaProducer<String, byte[]> producer = TestKafka.producer(brokers)) {
        producer.send(new ProducerRecord<>("events", "a", new byte[] {1})).get();
      }

      broker.close();
      broker.start();

      assertThat(broker.brokers()).isEqualTo(brokers);
      assertThat(TestKafka.records(brokers, "events"))
          .singleElement()
          .satisfies(record -> assertThat(record.key()).isEqualTo("a"));
    }
  }

  @Test
  void keepsHeadersOfRecords() {
    String topic = TestKafka.topic(3);

    TestKafka.send(topic, "k", new byte[] {7}, Map.of("ce_id", "e1"));

    assertThat(TestKafka.records(topic))
        .singleElement()
        .satisfies(record -> assertThat(TestKafka.header(record, "ce_id")).isEqualTo("e1"));
  }
}
