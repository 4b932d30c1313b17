package dev.caravan.bench;

import dev.caravan.quarantine.Origin;
import dev.caravan.sandbox.broker.KafkaBroker;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * Records per second of {@code caravan-kafka} and of {@link BareSink}, in turn, with the same pages
 * and the same broker. The pages are in memory already: only the sink is measured, with the
 * database transaction that each page has.
 *
 * <p>Arguments: pages, records of a page, rounds, pages of a run of Caravan, each of which begins
 * with a new producer; the bare one keeps its own.
 */
public final class SinkBench {
  private static final int DISTINCT_PAGES = 20;
  private static final String ROUTE =
      """
      - route:
          id: orders
          from:
            uri: direct:pages
            steps:
              - to: {uri: "kamelet:caravan-kafka", parameters: {topic: "%s", key: id, version: updated_at}}
      """;

  private final String brokers;
  private final int pages;
  private final int pagesOfRun;
  private int round;
  private final List<List<Map<String, Object>>> distinct = new ArrayList<>();

  private SinkBench(String brokers, int pages, int pageSize, int pagesOfRun) {
    this.brokers = brokers;
    this.pages = pages;
    this.pagesOfRun = pagesOfRun;
    for (int page = 0; page < DISTINCT_PAGES; page++) {
      List<Map<String, Object>> records = new ArrayList<>(pageSize);
      for (int i = 0; i < pageSize; i++) {
        records.add(order(page * pageSize + i));
      }
      distinct.add(records);
    }
  }

  public static void main(String[] args) throws Exception {
    int pageSize = Integer.parseInt(args[1]);
    Path log = Files.createTempDirectory("caravan-bench-kafka");
    try (KafkaBroker broker = TestKafka.own(log)) {
      new SinkBench(
              broker.brokers(), Integer.parseInt(args[0]), pageSize, Integer.parseInt(args[3]))
          .measure(pageSize, Integer.parseInt(args[2]));
    }
    // Clients of the broker leave threads that wait for its return.
    System.exit(0);
  }

  private void measure(int pageSize, int rounds) throws Exception {
    TestKafka.createTopic(brokers, "bare", 3);
    TestKafka.createTopic(brokers, "caravan", 3);
    Map<String, String> settings =
        Map.of("kafka.brokers", brokers, "caravan.datasource.url", "jdbc:sqlite::memory:");
    try (BareSink bare = new BareSink(brokers, "bare");
        TestContext context =
            new TestContext().with(settings).routes(ROUTE.formatted("caravan")).start();
        ProducerTemplate caravan = context.context().createProducerTemplate()) {
      Sink ours = (page, number) -> send(caravan, page, number / pagesOfRun);
      rate((page, number) -> bare.send(page), pageSize);
      rate(ours, pageSize);
      List<Double> ratios = new ArrayList<>();
      for (int round = 1; round <= rounds; round++) {
        double byHand = rate((page, number) -> bare.send(page), pageSize);
        double own = rate(ours, pageSize);
        ratios.add(own / byHand);
        System.out.printf(
            "round %d: bare %,.0f records/s, Caravan %,.0f records/s, ratio %.2f%n",
            round, byHand, own, own / byHand);
      }
      double[] sorted = ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
      System.out.printf("median ratio %.2f of %d rounds%n", sorted[rounds / 2], rounds);
      int all = (rounds + 1) * pages * pageSize;
      System.out.printf(
          "of %,d records each, committed: bare %,d, Caravan %,d%n",
          all,
          TestKafka.records(brokers, "bare").size(),
          TestKafka.records(brokers, "caravan").size());
    }
  }

  /** What a page is given to. */
  @FunctionalInterface
  private interface Sink {
    void send(List<Map<String, Object>> page, int number) throws Exception;
  }

  private void send(ProducerTemplate caravan, List<Map<String, Object>> page, int run) {
    Exchange sent =
        caravan.send(
            "direct:pages",
            exchange -> {
              new Origin("orders", round + "-" + run, "").putOn(exchange);
              exchange.getMessage().setBody(page);
            });
    if (sent.isFailed()) {
      throw new IllegalStateException("a page is not sent", sent.getException());
    }
  }

  private double rate(Sink sink, int pageSize) throws Exception {
    round++;
    long since = System.nanoTime();
    for (int page = 0; page < pages; page++) {
      sink.send(distinct.get(page % DISTINCT_PAGES), page);
    }
    return (double) pages * pageSize / ((System.nanoTime() - since) / 1e9);
  }

  private static Map<String, Object> order(int id) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("id", id);
    order.put("updated_at", Instant.ofEpochSecond(1_700_000_000L + id).toString());
    order.put("status", id % 3 == 0 ? "paid" : "open");
    order.put("total", id % 100_000);
    order.put("note", "order number %d, \"to be packed\" with care".formatted(id));
    order.put("customer", Map.of("id", id % 500, "name", "Customer " + id % 500, "vip", false));
    order.put("lines", List.of(line(id, 1), line(id, 2), line(id, 3)));
    return order;
  }

  private static Map<String, Object> line(int order, int line) {
    return Map.of("sku", "sku-" + (order * 7 + line) % 900, "quantity", line, "price", 1999);
  }
}
