package dev.caravan.traps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.kafka.EventHeaders;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.Processor;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Pulls into a topic of the test's own, and what is there afterwards. */
abstract class KafkaTest extends PullTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /** The step that {@link #runWith} gives something to do. */
  static final String INTERFERE = "        - process: {ref: interfere}\n";

  final String topic = TestKafka.topic(3);

  @Override
  SandboxOptions sandboxOptions() {
    return SandboxOptions.defaults().withToken(TOKEN).withCounts(40, 120, 40);
  }

  /** A step that sends to the topic; parameters as in {@link #api}. */
  String kafka(String... parameters) {
    return sink("caravan-kafka", kafkaDefaults(parameters));
  }

  Map<String, String> kafkaDefaults(String... parameters) {
    Map<String, String> defaults =
        Map.of(
            "topic", topic, "key", "id", "version", "updated_at", "brokers", TestKafka.brokers());
    return pairs(defaults, parameters);
  }

  /** Runs the stream of the items once, with something that {@link #INTERFERE} does. */
  RunOutcome runWith(Consumer<List<?>> interference, String... routes) throws Exception {
    Processor step = exchange -> interference.accept(exchange.getMessage().getBody(List.class));
    try (TestContext context = context(true, routes)) {
      context.context().getRegistry().bind("interfere", Processor.class, step);
      Schedule schedule = context.start().bean("caravanSchedule", Schedule.class);
      return schedule.await("items", Duration.ofSeconds(40)).orElseThrow();
    }
  }

  /** Something that happens while the third page is written. */
  static Consumer<List<?>> onPageThree(Runnable interference) {
    return records -> {
      if (Integer.valueOf(21).equals(((Map<?, ?>) records.get(0)).get("id"))) {
        interference.run();
      }
    };
  }

  /** The orders with those that were deleted, as they change. */
  static String changes() {
    return pull(
        "orders",
        "path",
        "/changes/orders?limit=20",
        "pagination",
        "keyset",
        "keysetParam",
        "updated_since",
        "keysetField",
        "updated_at",
        "tieParam",
        "after_id",
        "tieField",
        "order_id",
        "hasMore",
        "$.has_more",
        "watermark",
        "updated_at",
        "watermarkParam",
        "updated_since",
        "watermarkBoundary",
        "exclusive");
  }

  Map<String, JsonNode> liveOrders() throws IOException {
    Map<String, JsonNode> live = new HashMap<>();
    for (Map.Entry<String, JsonNode> order : sandbox.shop().expected("orders").entrySet()) {
      if (!order.getValue().get("deleted").booleanValue()) {
        live.put(order.getKey(), plain(order.getValue()));
      }
    }
    return live;
  }

  /** What log compaction leaves: the last value of each key, and nothing where that is null. */
  Map<String, JsonNode> compacted() throws IOException {
    return compacted(topic);
  }

  static Map<String, JsonNode> compacted(String topic) throws IOException {
    Map<String, JsonNode> last = new HashMap<>();
    for (ConsumerRecord<String, byte[]> event : TestKafka.records(topic)) {
      if (event.value() == null) {
        last.remove(event.key());
      } else {
        last.put(event.key(), json(event.value()));
      }
    }
    return last;
  }

  Map<String, Set<String>> idsByKey() {
    return events().stream()
        .collect(
            Collectors.groupingBy(
                ConsumerRecord::key,
                Collectors.mapping(
                    event -> TestKafka.header(event, EventHeaders.ID), Collectors.toSet())));
  }

  List<ConsumerRecord<String, byte[]>> events() {
    return TestKafka.records(topic);
  }

  ConsumerRecord<String, byte[]> event(String key) {
    return events().stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
  }

  static List<String> keys(String topic) {
    return keys(TestKafka.brokers(), topic);
  }

  /** The keys of all records, those of different partitions together. */
  static List<String> keys(String brokers, String topic) {
    return TestKafka.records(brokers, topic).stream().map(ConsumerRecord::key).sorted().toList();
  }

  static Map<String, String> headers(ConsumerRecord<?, ?> event) {
    Map<String, String> headers = new LinkedHashMap<>();
    event.headers().forEach(each -> headers.put(each.key(), TestKafka.header(event, each.key())));
    return headers;
  }

  static JsonNode json(byte[] value) throws IOException {
    return JSON.readTree(value);
  }

  static JsonNode plain(JsonNode record) throws JsonProcessingException {
    return JSON.readTree(record.toString());
  }
}
