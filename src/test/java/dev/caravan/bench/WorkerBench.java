package dev.caravan.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.caravan.sandbox.broker.KafkaBroker;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.processor.idempotent.jdbc.JdbcMessageIdRepository;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Events per second of a worker, and of what Camel offers for the same: idempotentConsumer with
 * JdbcMessageIdRepository and one SQL upsert per event. Both read a topic that is full already,
 * into the same PostgreSQL; the clock runs from the first row to the last.
 *
 * <p>Arguments: events for the worker, events for the stock route, rounds.
 */
public final class WorkerBench {
  private static final String WORKER =
      """
      - route:
          id: payments
          from:
            uri: kamelet:caravan-worker
            parameters: {topic: "%s"}
            steps:
              - to: {uri: "kamelet:caravan-upsert", parameters: {table: payments, key: id, version: version}}
      """;
  private static final String STOCK =
      """
      - route:
          id: stock
          from:
            uri: kafka:%s
            parameters: {brokers: "%s", groupId: stock, autoOffsetReset: earliest}
            steps:
              - idempotentConsumer:
                  idempotentRepository: seen
                  header: ce_id
                  steps:
                    - unmarshal: {json: {library: Jackson}}
                    - to:
                        uri: sql:insert into stock_payments (id, version, note) values (:#${body[id]}, :#${body[version]}, :#${body[note]}) on conflict (id) do update set version = excluded.version, note = excluded.note where excluded.version >= stock_payments.version
                        parameters: {dataSource: "#pool"}
      """;

  private final KafkaBroker kafka;
  private final EmbeddedPostgres postgres;
  private final JdbcTemplate sql;

  private WorkerBench(KafkaBroker kafka, EmbeddedPostgres postgres) {
    this.kafka = kafka;
    this.postgres = postgres;
    this.sql = new JdbcTemplate(postgres.getPostgresDatabase());
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory("caravan-bench");
    try (KafkaBroker kafka = KafkaBroker.start(directory, 0);
        EmbeddedPostgres postgres = EmbeddedPostgres.start()) {
      new WorkerBench(kafka, postgres)
          .measure(Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    }
    // Clients of the broker leave threads that wait for its return.
    System.exit(0);
  }

  private void measure(int events, int stockEvents, int rounds) throws Exception {
    stock(Math.min(stockEvents, 1_000));
    worker(Math.min(events, 10_000));
    List<Double> ratios = new ArrayList<>();
    for (int round = 1; round <= rounds; round++) {
      double stock = stock(stockEvents);
      double worker = worker(events);
      ratios.add(worker / stock);
      System.out.printf(
          "round %d: stock %,.0f events/s, Caravan %,.0f events/s, ratio %.1f%n",
          round, stock, worker, worker / stock);
    }
    double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    System.out.printf("median ratio %.1f of %d rounds%n", sorted[sorted.length / 2], rounds);
  }

  private double worker(int events) throws Exception {
    sql.execute("drop schema if exists bench cascade");
    sql.execute("create schema bench");
    String topic = fill(events);
    Map<String, String> settings =
        Map.of(
            "kafka.brokers",
            kafka.brokers(),
            "caravan.datasource.url",
            jdbcUrl() + "&currentSchema=bench",
            "caravan.datasource.username",
            "postgres");
    try (TestContext context =
        new TestContext().with(settings).routes(WORKER.formatted(topic)).start()) {
      return rate("bench.payments", events);
    }
  }

  private double stock(int events) throws Exception {
    sql.execute("drop table if exists stock_payments, camel_messageprocessed");
    sql.execute("create table stock_payments (id bigint primary key, version bigint, note text)");
    String topic = fill(events);
    try (HikariDataSource pool = new HikariDataSource();
        CamelContext context = new DefaultCamelContext()) {
      pool.setJdbcUrl(jdbcUrl());
      pool.setUsername("postgres");
      context.getRegistry().bind("pool", pool);
      context.getRegistry().bind("seen", new JdbcMessageIdRepository(pool, "stock"));
      PluginHelper.getRoutesLoader(context)
          .loadRoutes(
              ResourceHelper.fromString(
                  "stock.camel.yaml", STOCK.formatted(topic, kafka.brokers())));
      context.start();
      return rate("stock_payments", events);
    }
  }

  /** A new topic with so many events. */
  private String fill(int events) {
    String topic = "bench-" + System.nanoTime();
    TestKafka.createTopic(kafka.brokers(), topic, 1);
    try (KafkaProducer<String, byte[]> producer = TestKafka.producer(kafka.brokers())) {
      for (int i = 0; i < events; i++) {
        String value = "{\"id\": %d, \"version\": 1, \"note\": \"payment %d\"}".formatted(i, i);
        ProducerRecord<String, byte[]> message =
            new ProducerRecord<>(topic, "k" + i, value.getBytes(StandardCharsets.UTF_8));
        message.headers().add("ce_id", ("evt-" + i).getBytes(StandardCharsets.UTF_8));
        producer.send(message);
      }
    }
    return topic;
  }

  /** Events per second from the first row that is seen to the last. */
  private double rate(String table, int events) throws InterruptedException {
    long first = 0;
    long since = 0;
    while (true) {
      long rows = rows(table);
      if (first == 0 && rows > 0) {
        first = rows;
        since = System.nanoTime();
      }
      if (rows == events) {
        return (rows - first) / ((System.nanoTime() - since) / 1e9);
      }
      Thread.sleep(10);
    }
  }

  private long rows(String table) {
    boolean exists = sql.queryForObject("select to_regclass(?) is not null", Boolean.class, table);
    return exists ? sql.queryForObject("select count(*) from " + table, Long.class) : 0;
  }

  private String jdbcUrl() {
    return postgres.getJdbcUrl("postgres", "postgres");
  }
}
