package dev.caravan.worker.deadletter;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A dead-letter topic: looks at what is in it, sends it back to where it came from, or discards it.
 * What arrives after the beginning of a call is left to the next one. For one thread.
 */
public final class DeadLetterTopic {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final Properties client;
  private final String topic;
  private final LetterDecisions decisions;

  /**
   * A topic of a cluster.
   *
   * @param client how to reach the cluster, in Kafka's own names
   * @param database where it is kept what was done with letters
   */
  public DeadLetterTopic(Properties client, Database database, String topic) {
    this.client = client;
    this.topic = topic;
    this.decisions = new LetterDecisions(database, topic, Clock.systemUTC());
  }

  /**
   * Which letters.
   *
   * @param ids only those of events with these ids, or at these positions; all when empty
   * @param reason only those of this code
   * @param limit at most so many
   * @param again also those that were replayed or discarded before
   */
  public record Choice(Set<String> ids, Optional<String> reason, long limit, boolean again) {
    boolean includes(ConsumerRecord<?, ?> letter, LetterDecisions decisions) {
      return reason.map(DeadLetterView.header(letter, EventHeaders.REASON)::equals).orElse(true)
          && (ids.isEmpty()
              || ids.contains(DeadLetterView.header(letter, EventHeaders.ID))
              || ids.contains(DeadLetterView.position(letter)))
          && (again || decisions.of(letter).isEmpty());
    }
  }

  /**
   * What came of a replay.
   *
   * @param sent how many were sent back
   * @param gone positions of letters that were too large for their topic, and whose messages are
   *     gone from where they came from
   */
  public record Replayed(long sent, List<String> gone) {}

  /** What is in the topic, partition by partition. */
  public List<DeadLetterView> list(Choice choice) {
    return chosen(choice).stream()
        .map(letter -> DeadLetterView.of(letter, decisions.of(letter)))
        .toList();
  }

  /**
   * Sends letters back, as they came, to the topics they came from, and remembers which once the
   * broker confirmed all of them.
   */
  public Replayed replay(Choice choice) {
    List<ConsumerRecord<byte[], byte[]>> letters = chosen(choice);
    List<ConsumerRecord<byte[], byte[]>> gone = new ArrayList<>();
    send(letters, gone);
    letters.removeAll(gone);
    decisions.keep(LetterDecisions.Outcome.REPLAYED, letters, beginnings());
    return new Replayed(letters.size(), gone.stream().map(DeadLetterView::origin).toList());
  }

  /** Letters are shown no more, nor sent back unless they are named; says how many. */
  public long discard(Choice choice) {
    List<ConsumerRecord<byte[], byte[]>> letters = chosen(choice);
    decisions.keep(LetterDecisions.Outcome.DISCARDED, letters, beginnings());
    return letters.size();
  }

  private Map<TopicPartition, Long> beginnings() {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      return consumer.beginningOffsets(partitions(consumer), ANSWER);
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> chosen(Choice choice) {
    try (Consumer<byte[], byte[]> consumer = consumer()) {
      List<TopicPartition> partitions = partitions(consumer);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ANSWER);
      List<ConsumerRecord<byte[], byte[]>> chosen = new ArrayList<>();
      while (isShortOf(ends, consumer) && chosen.size() < choice.limit()) {
        for (ConsumerRecord<byte[], byte[]> letter : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(letter.topic(), letter.partition());
          if (letter.offset() < ends.get(partition)
              && chosen.size() < choice.limit()
              && choice.includes(letter, decisions)) {
            chosen.add(letter);
          }
        }
      }
      return chosen;
    }
  }

  private static boolean isShortOf(Map<TopicPartition, Long> ends, Consumer<?, ?> consumer) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), ANSWER) < end.getValue());
  }

  /**
   * None when the topic does not exist, which is how a worker without dead letters leaves it. A
   * list of all topics would lack one that the user may not see.
   */
  private List<TopicPartition> partitions(Consumer<?, ?> consumer) {
    List<PartitionInfo> infos = consumer.partitionsFor(topic, ANSWER);
    return infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  private void send(
      List<ConsumerRecord<byte[], byte[]>> letters, List<ConsumerRecord<byte[], byte[]>> gone) {
    try (Consumer<byte[], byte[]> consumer = consumer();
        Sender sender = new Sender(client)) {
      Originals originals = new Originals(consumer);
      for (ConsumerRecord<byte[], byte[]> letter : letters) {
        originals.of(letter).ifPresentOrElse(sender::send, () -> gone.add(letter));
      }
      sender.confirm();
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.putAll(
        Map.of(
            "isolation.level", "read_committed",
            "enable.auto.commit", "false",
            "allow.auto.create.topics", "false"));
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
