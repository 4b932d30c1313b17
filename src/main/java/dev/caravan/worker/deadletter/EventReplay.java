package dev.caravan.worker.deadletter;

import dev.caravan.state.database.Database;
import dev.caravan.worker.Worker;
import dev.caravan.worker.event.Event;
import dev.caravan.worker.event.EventId;
import dev.caravan.worker.event.KafkaMessage;
import dev.caravan.worker.event.Places;
import dev.caravan.worker.seen.SeenTable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Has a worker apply events once more that it has applied: takes their ids out of the ledger and
 * sends their messages again, to the end of the partition where they are. Both in one transaction
 * of the database, which ends when Kafka has confirmed the messages: the worker, should it be
 * faster, waits for that end, and a crash before it leaves the ids where they were, so that what
 * was sent is taken for duplicates and the replay can be repeated. For one thread.
 */
public final class EventReplay {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(15);
  private static final String PORTION = "1000";

  private final Properties client;
  private final Worker worker;
  private final Database database;
  private final SeenTable seen;

  /**
   * @param client how to reach the cluster, in Kafka's own names
   * @param database where the worker keeps the ids of its events
   */
  public EventReplay(Properties client, Database database, Worker worker) {
    this.client = new Properties();
    this.client.putAll(client);
    this.client.put("bootstrap.servers", worker.brokers());
    this.worker = worker;
    this.database = database;
    this.seen = new SeenTable(database);
  }

  /**
   * Which events.
   *
   * @param from only those that Kafka took at this time or later
   * @param to only those that it took before
   * @param ids only those with these ids; all when empty
   */
  public record Choice(Optional<Instant> from, Optional<Instant> to, Set<String> ids) {
    private boolean includes(ConsumerRecord<?, ?> message) {
      Instant at = Instant.ofEpochMilli(message.timestamp());
      return from.map(first -> !at.isBefore(first)).orElse(true)
          && to.map(at::isBefore).orElse(true);
    }

    private boolean includes(Event event) {
      return ids.isEmpty()
          || ids.stream().anyMatch(id -> new EventId("", id).id().equals(event.id().id()));
    }
  }

  /**
   * What came of it.
   *
   * @param events how many will be applied again
   * @param others events of the choice that are not in the ledger: dead letters, skipped ones, and
   *     those older than the ledger remembers
   */
  public record Replayed(long events, long others) {
    private Replayed plus(Replayed more) {
      return new Replayed(events + more.events, others + more.others);
    }
  }

  /** What the worker has acknowledged by now; the rest it has still to come to. */
  public Replayed replay(Choice choice) {
    try (Consumer<byte[], byte[]> consumer = consumer();
        Sender sender = new Sender(client)) {
      Map<TopicPartition, Long> ends = ends(consumer);
      consumer.assign(ends.keySet());
      seek(consumer, ends.keySet(), choice);
      Replayed all = new Replayed(0, 0);
      while (isShortOf(ends, consumer)) {
        List<KafkaMessage> messages = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
          TopicPartition partition = new TopicPartition(message.topic(), message.partition());
          if (message.offset() < ends.get(partition) && choice.includes(message)) {
            messages.add(
                new KafkaMessage(
                    partition,
                    message.offset(),
                    message.key(),
                    message.value(),
                    message.headers()));
          }
        }
        all = all.plus(replay(messages, choice, sender));
      }
      return all;
    }
  }

  private Replayed replay(List<KafkaMessage> messages, Choice choice, Sender sender) {
    return messages.isEmpty()
        ? new Replayed(0, 0)
        : database
            .transaction()
            .execute(
                status -> {
                  Replayed replayed = new Replayed(0, 0);
                  for (KafkaMessage message : messages) {
                    replayed = replayed.plus(replay(message, choice, sender));
                  }
                  sender.confirm();
                  return replayed;
                });
  }

  private Replayed replay(KafkaMessage message, Choice choice, Sender sender) {
    List<Event> events = worker.reader().read(message).events();
    List<Event> chosen = events.stream().filter(choice::includes).toList();
    List<Event> applied =
        chosen.stream().filter(event -> seen.remove(worker.name(), event.id())).toList();
    if (!applied.isEmpty()) {
      sender.send(message, applied.size() == events.size() ? Places.WHOLE : places(applied));
    }
    return new Replayed(applied.size(), chosen.size() - applied.size());
  }

  private static Places places(List<Event> events) {
    return events.stream().map(Event::place).reduce(Places.WHOLE, Places::and);
  }

  private Map<TopicPartition, Long> ends(Consumer<?, ?> consumer) {
    Set<TopicPartition> partitions =
        Arrays.stream(worker.topic().split(","))
            .flatMap(topic -> consumer.partitionsFor(topic.strip(), ANSWER).stream())
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .collect(Collectors.toSet());
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions, ANSWER));
    Map<TopicPartition, OffsetAndMetadata> acknowledged = consumer.committed(partitions, ANSWER);
    ends.replaceAll(
        (partition, end) ->
            Optional.ofNullable(acknowledged.get(partition))
                .map(done -> Math.min(done.offset(), end))
                .orElse(0L));
    ends.values().removeIf(end -> end == 0);
    return ends;
  }

  private static void seek(Consumer<?, ?> consumer, Set<TopicPartition> partitions, Choice choice) {
    consumer.seekToBeginning(partitions);
    if (choice.from().isEmpty()) {
      return;
    }
    long from = choice.from().get().toEpochMilli();
    Map<TopicPartition, OffsetAndTimestamp> first =
        consumer.offsetsForTimes(
            partitions.stream().collect(Collectors.toMap(each -> each, each -> from)), ANSWER);
    partitions.forEach(
        partition -> {
          if (first.get(partition) == null) {
            consumer.seekToEnd(Set.of(partition));
          } else {
            consumer.seek(partition, first.get(partition).offset());
          }
        });
  }

  private static boolean isShortOf(Map<TopicPartition, Long> ends, Consumer<?, ?> consumer) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey(), ANSWER) < end.getValue());
  }

  private Consumer<byte[], byte[]> consumer() {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.putAll(
        Map.of(
            "group.id",
            worker.group(),
            "isolation.level",
            "read_committed",
            "enable.auto.commit",
            "false",
            "max.poll.records",
            PORTION));
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
