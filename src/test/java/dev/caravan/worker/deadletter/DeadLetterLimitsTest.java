package dev.caravan.worker.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.testing.TestKafka;
import dev.caravan.worker.WorkTest;
import dev.caravan.worker.deadletter.DeadLetterTopic.Choice;
import dev.caravan.worker.deadletter.DeadLetterTopic.Replayed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that a dead-letter topic does not take, or that try to go somewhere else. */
@Timeout(90)
class DeadLetterLimitsTest extends WorkTest {
  private static final int MOST_BYTES = 3_000;

  @Test
  void aLetterThatIsTooLargeHoldsNothingUpAndItsMessageIsSentBackFromWhereItIs() throws Exception {
    createDeadLetters();
    byte[] large = "x".repeat(2 * MOST_BYTES).getBytes();
    send("evt-1", large);
    send("k".repeat(2 * MOST_BYTES), "evt-2", large, Map.of());
    send("evt-3", "small");
    send("evt-4", payment(4, 1));
    start(worker("batch", "2"), upsert());
    awaitAcknowledged();

    List<ConsumerRecord<String, byte[]>> letters = deadLetters();
    assertThat(count("payments")).isEqualTo(1);
    assertThat(sumOfRuns("dead_letters")).isEqualTo(3);
    assertThat(letters)
        .extracting(
            letter -> TestKafka.header(letter, EventHeaders.LEFT_OUT),
            letter -> TestKafka.header(letter, EventHeaders.OFFSET),
            letter -> letter.value().length)
        .containsExactly(
            tuple("value", "0", 0), tuple("value, key, headers", "1", 0), tuple(null, "2", 5));
    assertThat(letters.get(0).key()).isEqualTo("key-evt-1");
    assertThat(letters.get(1).key()).isNull();
    assertThat(letters)
        .allSatisfy(
            letter -> {
              assertThat(TestKafka.header(letter, EventHeaders.TOPIC)).isEqualTo(topic);
              assertThat(TestKafka.header(letter, EventHeaders.REASON)).isEqualTo("not_json");
            });

    forgetBefore(1);
    assertThat(replay()).isEqualTo(new Replayed(2, List.of(topic + "-0@0")));
    List<ConsumerRecord<String, byte[]>> back =
        TestKafka.records(topic).stream().filter(message -> message.offset() > 3).toList();
    assertThat(back)
        .extracting(message -> TestKafka.header(message, EventHeaders.ID))
        .containsExactly("evt-2", "evt-3");
    assertThat(back.get(0).value()).isEqualTo(large);
    assertThat(back.get(0).key()).startsWith("kkk");
    assertThat(TestKafka.header(back.get(0), EventHeaders.LEFT_OUT)).isNull();
  }

  @Test
  void whoWritesAMessageDoesNotSayWhereItsLetterGoes() throws Exception {
    String elsewhere = TestKafka.topic(1);
    send(
        "key",
        "evt-1",
        "not json".getBytes(),
        Map.of(
            "kafka.OVERRIDE_TOPIC", elsewhere,
            "CamelKafkaOverrideTopic", elsewhere,
            "kafka.OVERRIDE_TIMESTAMP", "1",
            "kafka.PARTITION_KEY", "0",
            "x-trace", "t"));
    start(worker(), upsert());
    awaitAcknowledged();

    assertThat(TestKafka.records(elsewhere)).isEmpty();
    assertThat(deadLetters()).hasSize(1);
    assertThat(TestKafka.header(deadLetters().get(0), "x-trace")).isEqualTo("t");
    assertThat(deadLetters().get(0).timestamp()).isGreaterThan(1_000_000);
  }

  private Replayed replay() {
    return new DeadLetterTopic(client(), database, topic + ".dead")
        .replay(new Choice(Set.of(), Optional.empty(), Long.MAX_VALUE, false));
  }

  private void createDeadLetters() throws Exception {
    try (Admin admin = Admin.create(client())) {
      NewTopic small =
          new NewTopic(topic + ".dead", 1, (short) 1)
              .configs(Map.of("max.message.bytes", String.valueOf(MOST_BYTES)));
      admin.createTopics(List.of(small)).all().get();
    }
  }

  private void forgetBefore(long offset) throws Exception {
    try (Admin admin = Admin.create(client())) {
      admin
          .deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
          .all()
          .get();
    }
  }

  private static Properties client() {
    Properties client = new Properties();
    client.put("bootstrap.servers", TestKafka.brokers());
    return client;
  }
}
