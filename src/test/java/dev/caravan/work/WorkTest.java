package dev.caravan.work;

import dev.caravan.event.EventHeaders;
import dev.caravan.state.Database;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import dev.caravan.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Worker routes in plain Camel contexts, against a real broker and a real database. */
abstract class WorkTest {
  @TempDir Path directory;
  String topic;
  Database database;
  JdbcTemplate sql;
  String url;
  String user = "sa";
  String password = "";
  private final List<TestContext> contexts = new ArrayList<>();
  private KafkaProducer<String, byte[]> producer;

  @BeforeEach
  void open() {
    topic = TestKafka.topic(1);
    producer = TestKafka.producer(TestKafka.brokers());
    if (url == null) {
      url = TestDatabases.h2Url(directory);
    }
    database = new Database(url, user, password);
    sql = new JdbcTemplate(database.dataSource());
  }

  @AfterEach
  void close() {
    contexts.forEach(TestContext::close);
    producer.close();
    database.close();
  }

  void onPostgres() {
    url = TestDatabases.postgresUrl();
    user = "postgres";
    password = "postgres";
  }

  /** A worker route for the test's topic; parameters as name and value by turns. */
  String worker(String... parameters) {
    Map<String, String> all = new TreeMap<>(Map.of("topic", topic, "retryDelay", "10ms"));
    for (int i = 0; i < parameters.length; i += 2) {
      all.put(parameters[i], parameters[i + 1]);
    }
    List<String> quoted = new ArrayList<>();
    all.forEach((name, value) -> quoted.add(name + ": '" + value.replace("'", "''") + "'"));
    return """
    - route:
        id: payments
        from:
          uri: kamelet:caravan-worker
          parameters: {%s}
          steps:
    """
        .formatted(String.join(", ", quoted));
  }

  /** A step that loads into the table of payments. */
  static String upsert() {
    return steps(
        """
        - to:
            uri: kamelet:caravan-upsert
            parameters: {table: payments, key: id, version: version, maxQuarantine: 0, minQuarantine: 0}
        """);
  }

  /** Any steps, however far from the left margin they stand. */
  static String steps(String yaml) {
    return yaml.stripTrailing().stripIndent().indent(8);
  }

  /** A context with these routes, started. */
  TestContext start(String... routes) throws Exception {
    TestContext context =
        new TestContext()
            .with(
                Map.of(
                    "kafka.brokers",
                    TestKafka.brokers(),
                    "caravan.datasource.url",
                    url,
                    "caravan.datasource.username",
                    user,
                    "caravan.datasource.password",
                    password));
    context.context().getShutdownStrategy().setTimeout(5);
    contexts.add(context);
    return context.routes(String.join("", routes)).start();
  }

  /** Sends an event with the payment as its value. */
  void send(String eventId, String value) {
    send(eventId, value.getBytes(StandardCharsets.UTF_8));
  }

  void send(String eventId, byte[] value) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, "key-" + eventId, value);
    header(record, EventHeaders.SPEC_VERSION, "1.0");
    header(record, EventHeaders.ID, eventId);
    header(record, EventHeaders.SOURCE, "/webhook/payments");
    header(record, EventHeaders.TYPE, "webhook.payments");
    producer.send(record);
  }

  void flush() {
    producer.flush();
  }

  static String payment(int id, int version) {
    return "{\"id\": %d, \"version\": %d, \"note\": \"payment %d\"}".formatted(id, version, id);
  }

  /** Waits until the worker acknowledged all messages of the topic. */
  void awaitAcknowledged() {
    flush();
    await("all messages of the topic to be acknowledged")
        .until(() -> acknowledged() == TestKafka.records(topic).size());
  }

  /** Messages of the topic that the group acknowledged. */
  long acknowledged() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
      return admin
          .listConsumerGroupOffsets("payments")
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> entry.getKey().topic().equals(topic))
          .mapToLong(entry -> entry.getValue().offset())
          .sum();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(50));
  }

  long count(String table) {
    return sql.queryForObject("select count(*) from " + table, Long.class);
  }

  List<ConsumerRecord<String, byte[]>> deadLetters() {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()))) {
      return admin.listTopics().names().get().contains(topic + ".dead")
          ? TestKafka.records(topic + ".dead")
          : List.of();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The sum of a column of the history over all runs of the worker. */
  long sumOfRuns(String column) {
    return sql.queryForObject(
        "select coalesce(sum(" + column + "), 0) from caravan_run", Long.class);
  }

  /** Runs in which an event or a record is not accounted for. */
  List<Map<String, Object>> unbalancedRuns() {
    return sql.queryForList(
        "select * from caravan_run where events <> applied + duplicates + dead_letters + skipped"
            + " or fetched + added <> inserted + updated + unchanged + deleted + quarantined"
            + " + dropped");
  }

  private static void header(ProducerRecord<?, ?> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
