package dev.caravan.work;

import dev.caravan.event.EventHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A dead-letter topic: looks at what is in it, and sends it back to where it came from. What
 * arrives after the beginning of a call is left to the next one. For one thread.
 */
public final class DeadLetterTopic {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final Properties client;
  private final String topic;

  /**
   * A topic of a cluster.
   *
   * @param client how to reach the cluster, in Kafka's own names
   */
  public DeadLetterTopic(Properties client, String topic) {
    this.client = client;
    this.topic = topic;
  }

  /**
   * Which letters.
   *
   * @param reason only those of this code
   * @param limit at most so many
   * @param again also those that were replayed before
   */
  public record Choice(Optional<String> reason, long limit, boolean again) {
    boolean includes(ConsumerRecord<?, ?> letter, ReplayProgress progress) {
      return reason.map(DeadLetterView.header(letter, EventHeaders.REASON)::equals).orElse(true)
          && (again || !progress.isReplayed(letter));
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
    try (Admin admin = Admin.create(client)) {
      ReplayProgress progress = new ReplayProgress(admin);
      List<DeadLetterView> views = new ArrayList<>();
      chosen(choice, progress)
          .forEach(letter -> views.add(DeadLetterView.of(letter, progress.isReplayed(letter))));
      return views;
    }
  }

  /** The letters of an event, or the one at a position of the topic. */
  public List<DeadLetterView> about(String id) {
    return list(new Choice(Optional.empty(), Long.MAX_VALUE, true)).stream()
        .filter(letter -> letter.id().equals(id) || letter.position().equals(id))
        .toList();
  }

  /**
   * Sends letters back, as they came, to the topics they came from, and remembers how far that went
   * once the broker confirmed all of them.
   */
  public Replayed replay(Choice choice) {
    try (Admin admin = Admin.create(client)) {
      ReplayProgress progress = new ReplayProgress(admin);
      List<ConsumerRecord<byte[], byte[]>> letters = chosen(choice, progress);
      Replayed replayed = send(letters);
      Map<TopicPartition, OffsetAndMetadata> next = new HashMap<>();
      letters.forEach(
          letter ->
              next.put(
                  new TopicPartition(letter.topic(), letter.partition()),
                  new OffsetAndMetadata(letter.offset() + 1)));
      if (!next.isEmpty()) {
        progress.keep(choice.reason(), next);
      }
      return replayed;
    }
  }

  private List<ConsumerRecord<byte[], byte[]>> chosen(Choice choice, ReplayProgress progress) {
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
              && choice.includes(letter, progress)) {
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

  /** None when the topic does not exist, which is how a worker without dead letters leaves it. */
  private List<TopicPartition> partitions(Consumer<?, ?> consumer) {
    List<PartitionInfo> infos = consumer.listTopics(ANSWER).getOrDefault(topic, List.of());
    return infos.stream().map(info -> new TopicPartition(topic, info.partition())).toList();
  }

  private Replayed send(List<ConsumerRecord<byte[], byte[]>> letters) {
    try (Consumer<byte[], byte[]> consumer = consumer();
        Producer<byte[], byte[]> producer =
            new KafkaProducer<>(
                settings(
                    Map.of(
                        "acks", "all",
                        "enable.idempotence", "true",
                        // With several, the second may be the first that a new leader knows of.
                        "max.in.flight.requests.per.connection", "1")),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      Originals originals = new Originals(consumer);
      List<Future<?>> sent = new ArrayList<>();
      List<String> gone = new ArrayList<>();
      for (ConsumerRecord<byte[], byte[]> letter : letters) {
        originals
            .of(letter)
            .ifPresentOrElse(
                message -> sent.add(producer.send(message)),
                () -> gone.add(DeadLetterView.of(letter, false).origin()));
      }
      producer.flush();
      for (Future<?> one : sent) {
        one.get();
      }
      return new Replayed(sent.size(), gone);
    } catch (ExecutionException e) {
      throw new KafkaException("not replayed: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        settings(Map.of("isolation.level", "read_committed", "enable.auto.commit", "false")),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private Properties settings(Map<String, String> more) {
    Properties all = new Properties();
    all.putAll(client);
    all.putAll(more);
    return all;
  }
}
