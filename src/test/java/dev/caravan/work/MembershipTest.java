package dev.caravan.work;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestKafka;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

class MembershipTest {
  private final TopicPartition partition = new TopicPartition(TestKafka.topic(1), 0);

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
