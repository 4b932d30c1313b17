package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * For the worker: processes killed under a steady load of events, every fifth of them a repeat.
 * {@code -Dworker.kills=10 -Dworker.rate=200} is the full size.
 */
class WorkerCrashIT {
  private static final int KILLS = Integer.getInteger("worker.kills", 2);
  private static final int RATE = Integer.getInteger("worker.rate", 200);
  private static final int REPEAT_EACH = 5;
  private static final String GROUP = "payments";
  private static final String ROUTES =
      """
      - route:
          id: payments
          from:
            uri: kamelet:caravan-worker
            parameters: {topic: "{{topic}}", group: "{{group}}", batch: 100, sessionTimeout: 6000}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: payments, key: id, version: version}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final String topic = TestKafka.topic(6);
  private final KafkaProducer<String, byte[]> producer = TestKafka.producer(TestKafka.brokers());
  private final ScheduledExecutorService load = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger events = new AtomicInteger();
  private final Random random = new Random();

  @AfterEach
  void close() throws InterruptedException {
    stopLoad();
    producer.close();
  }

  @Test
  void appliesEachEventOnceOnSqliteHoweverOftenItIsKilled() throws InterruptedException {
    killAllTheWay(Installation.onSqlite(processes));
  }

  @Test
  void appliesEachEventOnceOnPostgresHoweverOftenItIsKilled() throws InterruptedException {
    killAllTheWay(Installation.onPostgres(processes));
  }

  @Test
  void ofTwoProcessesOneTakesOverWhenTheOtherIsKilled() throws InterruptedException {
    Installation caravan = install(Installation.onPostgres(processes));
    startLoad();
    Child first = caravan.start("run");
    Child second = caravan.start("run");
    first.awaitLines(3, " applied, ");
    second.awaitLines(3, " applied, ");
    first.kill();
    long before = second.count(" applied, ");
    second.awaitLines((int) before + 5, " applied, ");
    finish(caravan, second);
  }

  private void killAllTheWay(Installation installation) throws InterruptedException {
    Installation caravan = install(installation);
    startLoad();
    for (int kill = 0; kill < KILLS; kill++) {
      Child child = caravan.start("run");
      child.awaitLines(1 + random.nextInt(5), " applied, ");
      child.endsWithin(Duration.ofMillis(random.nextInt(200)));
      child.kill();
    }
    finish(caravan, caravan.start("run"));
  }

  /** Lets one process catch up, and looks at what all of them left. */
  private void finish(Installation caravan, Child last) throws InterruptedException {
    stopLoad();
    producer.flush();
    long messages = TestKafka.records(topic).size();
    Awaitility.await("all messages to be acknowledged")
        .atMost(Duration.ofSeconds(60))
        .failFast("the process ended", () -> !last.isAlive())
        .until(() -> acknowledged() == messages);
    last.terminate();
    assertThat(last.exitCode()).isIn(0, 143);
    long distinct = events.get();
    assertThat(caravan.rowsOfTable("payments")).isEqualTo(distinct);
    assertThat(caravan.sumOfRuns("inserted")).isEqualTo(distinct);
    assertThat(caravan.sumOfRuns("applied")).isEqualTo(distinct);
    assertThat(caravan.sumOfRuns("dead_letters")).isZero();
    assertThat(caravan.unbalancedRuns()).isEmpty();
    System.out.printf(
        "WorkerCrashIT: %d messages of %d events, %d of them found to be duplicates%n",
        messages, distinct, caravan.sumOfRuns("duplicates"));
  }

  private Installation install(Installation installation) {
    return installation.of(
        ROUTES, "topic=" + topic, "group=" + GROUP + topic, "kafka.brokers=" + TestKafka.brokers());
  }

  private void startLoad() {
    load.scheduleAtFixedRate(this::send, 0, 1_000_000 / RATE, TimeUnit.MICROSECONDS);
  }

  private void stopLoad() throws InterruptedException {
    load.shutdown();
    load.awaitTermination(10, TimeUnit.SECONDS);
  }

  private void send() {
    int event = events.getAndIncrement();
    producer.send(message(event));
    if (event % REPEAT_EACH == 0) {
      producer.send(message(random.nextInt(event + 1)));
    }
  }

  private ProducerRecord<String, byte[]> message(int event) {
    byte[] value = "{\"id\": %d, \"version\": 1}".formatted(event).getBytes(StandardCharsets.UTF_8);
    ProducerRecord<String, byte[]> message =
        new ProducerRecord<>(topic, String.valueOf(event), value);
    Map.of("ce_id", "evt-" + event, "ce_source", "/webhook/payments")
        .forEach(
            (name, text) -> message.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
    return message;
  }

  private long acknowledged() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
      return admin
          .listConsumerGroupOffsets(GROUP + topic)
          .partitionsToOffsetAndMetadata()
          .get()
          .values()
          .stream()
          .mapToLong(offset -> offset.offset())
          .sum();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
