package dev.caravan.testing;

import dev.caravan.sandbox.broker.KafkaBroker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A real Kafka broker for tests, one per JVM, with topics of their own for each test. Tests that
 * stop the broker start one for themselves with {@link #own(Path)}.
 */
public final class TestKafka {
  private static final Duration LONGEST_COMMIT = Duration.ofSeconds(5);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(10);
  private static KafkaBroker shared;

  private TestKafka() {}

  /** The address of the broker that the tests of this JVM share. */
  public static String brokers() {
    return shared().brokers();
  }

  /** A broker that only the caller uses, and closes. */
  public static KafkaBroker own(Path directory) {
    try {
      return KafkaBroker.start(directory, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new topic on the shared broker. */
  public static String topic(int partitions) {
    String name = "t" + UUID.randomUUID().toString().replace("-", "");
    createTopic(brokers(), name, partitions);
    return name;
  }

  /** Creates a topic of that name. */
  public static void createTopic(String brokers, String name, int partitions) {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("cannot create topic " + name, e);
    }
  }

  /**
   * A producer with text keys that waits for all replicas. One request at a time: a new partition
   * takes whichever request comes first, and then refuses for ever what should have come before.
   */
  public static KafkaProducer<String, byte[]> producer(String brokers) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            brokers,
            "acks",
            "all",
            "max.in.flight.requests.per.connection",
            "1"),
        new StringSerializer(),
        new ByteArraySerializer());
  }

  /** Sends one record with headers to the shared broker and waits for its acknowledgement. */
  public static void send(String topic, String key, byte[] value, Map<String, String> headers) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
    headers.forEach(
        (name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    try (KafkaProducer<String, byte[]> producer = producer(brokers())) {
      producer.send(record).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("cannot send to " + topic, e);
    }
  }

  /** All records that a topic of the shared broker holds now, partition by partition. */
  public static List<ConsumerRecord<String, byte[]>> records(String topic) {
    return records(brokers(), topic);
  }

  /** All committed records that a topic holds now, partition by partition. */
  public static List<ConsumerRecord<String, byte[]>> records(String brokers, String topic) {
    Map<String, Object> settings =
        Map.of("bootstrap.servers", brokers, "isolation.level", "read_committed");
    List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
    try (Consumer<String, byte[]> consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = ends(brokers, consumer, partitions);
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(all::add);
      }
    }
    return all;
  }

  /**
   * Where the committed records end. A commit is confirmed before each partition knows of it, so
   * this waits until no transaction is open, but not for ever: one that a killed process began
   * stays open.
   */
  private static Map<TopicPartition, Long> ends(
      String brokers, Consumer<String, byte[]> committed, List<TopicPartition> partitions) {
    try (Consumer<String, byte[]> all =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", brokers),
            new StringDeserializer(),
            new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = all.endOffsets(partitions);
      Instant latest = Instant.now().plus(LONGEST_COMMIT);
      while (!committed.endOffsets(partitions).equals(ends) && Instant.now().isBefore(latest)) {
        Thread.onSpinWait();
      }
      return committed.endOffsets(partitions);
    }
  }

  /** The value of a record's header as text, or null when it has none of that name. */
  public static String header(ConsumerRecord<?, ?> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
  }

  private static synchronized KafkaBroker shared() {
    if (shared == null) {
      try {
        Path directory = Files.createTempDirectory("caravan-kafka");
        shared = KafkaBroker.start(directory, 0);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return shared;
  }

  /** A broker that takes long to stop holds up no end of a JVM; nobody needs what it wrote. */
  private static void stop(Path directory) {
    Thread closing = new Thread(shared::close, "caravan-kafka-close");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(LONGEST_STOP.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
