package dev.caravan.worker.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private final TopicPartition partition = new TopicPartition(TestKafka.topic(1), 0);

  @Test
  void whatARebalanceBringsWhileTheWorkerWaitsIsTakenAgainAfterwards() {
    try (var producer = TestKafka.producer(TestKafka.brokers())) {
      producer.send(new ProducerRecord<>(partition.topic(), 0, "key", new byte[] {1}));
    }
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            TestKafka.brokers(),
            "group.id",
            partition.topic(),
            "auto.offset.reset",
            "earliest");
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.subscribe(List.of(partition.topic()));
      Membership membership = new Membership(consumer);

      // The partition comes within this poll, too late to be paused, and its record with it.
      membership.stay(Duration.ofSeconds(20));
      membership.resume();

      assertThat(consumer.poll(Duration.ofSeconds(20)))
          .extracting(ConsumerRecord::offset)
          .containsExactly(0L);
    }
  }

  @Test
  void aStopThatWakesTheConsumerCostsNoAcknowledgement() {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", TestKafka.brokers(), "group.id", partition.topic());
    try (var consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(partition));
      consumer.wakeup();

      new Membership(consumer).commit(Map.of(partition, 7L));

      assertThat(consumer.committed(Set.of(partition)))
          .containsEntry(partition, new OffsetAndMetadata(7));
    }
  }
}
