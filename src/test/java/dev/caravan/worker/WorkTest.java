package dev.caravan.worker;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.state.database.Database;
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
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Worker routes in plain Camel contexts, against a real broker. Every test of a subclass runs on a
 * fresh SQLite file and on a fresh database of a real PostgreSQL.
 */
@ParameterizedClass
@EnumSource(WorkTest.Kind.class)
public abstract class WorkTest {
  enum Kind {
    SQLITE,
    POSTGRES
  }

  @Parameter Kind kind;
  @TempDir protected Path directory;
  public String topic;
  public Database database;
  public JdbcTemplate sql;
  public String url;
  public String user;
  public String password;
  private final List<TestContext> contexts = new ArrayList<>();
  private KafkaProducer<String, byte[]> producer;
  private Admin admin;

  @BeforeEach
  void open() {
    topic = TestKafka.topic(1);
    producer = TestKafka.producer(TestKafka.brokers());
    admin = Admin.create(Map.of("bootstrap.servers", TestKafka.brokers()));
    boolean sqlite = kind == Kind.SQLITE;
    url = sqlite ? sqliteUrl() : TestDatabases.migratedPostgresUrl();
    user = sqlite ? "sa" : "postgres";
    password = sqlite ? "" : "postgres";
    database = new Database(url, user, password);
    sql = TestDatabases.jdbc(database.dataSource());
  }

  @AfterEach
  void close() {
    contexts.forEach(TestContext::close);
    producer.close();
    admin.close();
    database.close();
  }

  String sqliteUrl() {
    return TestDatabases.migratedSqliteUrl(directory);
  }

  /** A worker route for the test's topic; parameters as name and value by turns. */
  public String worker(String... parameters) {
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
  public static String upsert() {
    return steps(
        """
        - to:
            uri: kamelet:caravan-upsert
            parameters: {table: payments, key: id, version: version, maxQuarantine: 0, minQuarantine: 0}
        """);
  }

  /** Any steps, however far from the left margin they stand. */
  public static String steps(String yaml) {
    return yaml.stripTrailing().stripIndent().indent(8);
  }

  /** A context with these routes, started. */
  public TestContext start(String... routes) throws Exception {
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
  public void send(String eventId, String value) {
    send(eventId, value.getBytes(StandardCharsets.UTF_8));
  }

  public void send(String eventId, byte[] value) {
    send("key-" + eventId, eventId, value, Map.of());
  }

  public void send(String key, String eventId, byte[] value, Map<String, String> more) {
    ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, key, value);
    header(record, EventHeaders.SPEC_VERSION, "1.0");
    header(record, EventHeaders.ID, eventId);
    header(record, EventHeaders.SOURCE, "/webhook/payments");
    header(record, EventHeaders.TYPE, "webhook.payments");
    more.forEach((name, text) -> header(record, name, text));
    producer.send(record);
  }

  public void flush() {
    producer.flush();
  }

  public static String payment(int id, int version) {
    return "{\"id\": %d, \"version\": %d, \"note\": \"payment %d\"}".formatted(id, version, id);
  }

  /** Waits until the worker acknowledged all messages of the topic. */
  public void awaitAcknowledged() {
    awaitAcknowledged(topic);
  }

  public void awaitAcknowledged(String name) {
    flush();
    long sent = messages(name);
    await("all messages of the topic to be acknowledged").until(() -> acknowledged(name) == sent);
  }

  /** Messages of the topic that the group acknowledged. */
  long acknowledged() {
    return acknowledged(topic);
  }

  private long acknowledged(String name) {
    return get(admin.listConsumerGroupOffsets("payments").partitionsToOffsetAndMetadata())
        .entrySet()
        .stream()
        .filter(entry -> entry.getKey().topic().equals(name))
        .mapToLong(entry -> entry.getValue().offset())
        .sum();
  }

  private long messages(String name) {
    Map<TopicPartition, OffsetSpec> partitions =
        get(admin.describeTopics(List.of(name)).topicNameValues().get(name)).partitions().stream()
            .collect(
                Collectors.toMap(
                    info -> new TopicPartition(name, info.partition()),
                    info -> OffsetSpec.latest()));
    return get(admin.listOffsets(partitions).all()).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  public static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(40))
        .pollInterval(Duration.ofMillis(50));
  }

  public long count(String table) {
    return sql.queryForObject("select count(*) from " + table, Long.class);
  }

  public List<ConsumerRecord<String, byte[]>> deadLetters() {
    return get(admin.listTopics().names()).contains(topic + ".dead")
        ? TestKafka.records(topic + ".dead")
        : List.of();
  }

  /** The sum of a column of the history over all runs of the worker. */
  public long sumOfRuns(String column) {
    return sql.queryForObject(
        "select coalesce(sum(" + column + "), 0) from caravan_run", Long.class);
  }

  /** Runs in which an event or a record is not accounted for. */
  public List<Map<String, Object>> unbalancedRuns() {
    return sql.queryForList(
        "select * from caravan_run where events <> applied + duplicates + dead_letters + skipped"
            + " or fetched + added <> inserted + updated + unchanged + deleted + quarantined"
            + " + dropped");
  }

  private static void header(ProducerRecord<?, ?> record, String name, String value) {
    record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
  }
}
