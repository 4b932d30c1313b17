package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.event.EventHeaders;
import dev.caravan.sandbox.BadRecord;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.TestDatabases;
import dev.caravan.testing.TestKafka;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What arrives on a topic, and that the ledger knows of each record. */
@Timeout(40)
@ParameterizedClass
@EnumSource
class KafkaSinkTest extends PullTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final String FAIL_ON_PAGE_THREE =
      steps(
          """
          - choice:
              when:
                - simple: "${body[0][id]} == 21"
                  steps:
                    - throwException: {exceptionType: java.lang.IllegalStateException, message: "the sky fell"}
          """);

  enum Kind {
    H2,
    POSTGRES
  }

  @Parameter Kind kind;
  private final String topic = TestKafka.topic(3);

  @BeforeEach
  @Override
  void open() {
    if (kind == Kind.POSTGRES) {
      databaseUrl = TestDatabases.postgresUrl();
      databaseUser = "postgres";
      databasePassword = "postgres";
    }
    super.open();
  }

  @Override
  SandboxOptions sandboxOptions() {
    return SandboxOptions.defaults().withToken(TOKEN).withCounts(40, 120, 40);
  }

  @Test
  void afterCompactionTheTopicHoldsExactlyTheLiveRecordsOfTheSource() throws Exception {
    String route = changes() + kafka("key", "order_id", "deleted", "$.deleted");
    assertComplete(run(List.of("orders"), api(), route).get(0));
    assertThat(events()).hasSize(120);
    assertThat(compacted()).isEqualTo(liveOrders());

    for (int wave = 0; wave < 3; wave++) {
      sandbox.shop().secondWave();
      sandbox.shop().delete("orders", sandbox.shop().insert("orders", 1).get(0));
      assertComplete(run(List.of("orders"), api(), route).get(0));
    }

    assertThat(compacted()).isEqualTo(liveOrders());
    assertThat(events()).anyMatch(event -> event.value() == null);
    assertThat(lastRun("orders").get("sent")).isEqualTo(lastRun("orders").get("fetched"));
    assertLedgersBalance();
  }

  @Test
  void theEventsOfOneKeyAreInTheOrderOfThePages() throws Exception {
    String route = changes() + kafka("key", "order_id", "deleted", "deleted");
    String key = sandbox.shop().expected("orders").keySet().iterator().next();
    List<String> versions = new ArrayList<>();
    for (int change = 0; change < 5; change++) {
      sandbox.shop().update("orders", key, node -> node.put("status", "changed"));
      versions.add(sandbox.shop().expected("orders").get(key).get("updated_at").asText());
      assertComplete(run(List.of("orders"), api(), route).get(0));
    }

    assertThat(
            events().stream()
                .filter(event -> event.key().equals(key))
                .map(event -> TestKafka.header(event, EventHeaders.RECORD_VERSION)))
        .containsExactlyElementsOf(versions);
  }

  @Test
  void anEventIsACloudEventThatSaysWhereItsRecordComesFrom() throws Exception {
    sandbox.shop().delete("items", "7");

    assertComplete(run(api(), pull("items"), kafka("deleted", "deleted")));

    ConsumerRecord<String, byte[]> event = event("1");
    JsonNode record = sandbox.shop().expected("items").get("1");
    assertThat(headers(event))
        .containsOnly(
            entry("ce_specversion", "1.0"),
            entry("ce_id", TestKafka.header(event, EventHeaders.ID)),
            entry("ce_source", "/stream/items"),
            entry("ce_type", "dev.caravan.record.upserted"),
            entry("ce_time", record.get("updated_at").asText()),
            entry("ce_subject", "1"),
            entry("ce_stream", "items"),
            entry("ce_recordversion", record.get("updated_at").asText()),
            entry("ce_operation", "upsert"),
            entry("content-type", "application/json"));
    assertThat(json(event.value())).isEqualTo(plain(record));

    ConsumerRecord<String, byte[]> tombstone = event("7");
    assertThat(tombstone.value()).isNull();
    assertThat(headers(tombstone))
        .containsEntry("ce_type", "dev.caravan.record.deleted")
        .containsEntry("ce_operation", "delete")
        .doesNotContainKey("content-type");
  }

  @Test
  void aSecondScanSendsTheSameIdsUnlessARecordChanged() throws Exception {
    String route = pull("items") + kafka();
    assertComplete(run(api(), route));
    Map<String, List<String>> first = idsByKey();
    sandbox.shop().update("items", "7", node -> node.put("name", "changed"));
    assertComplete(run(api(), route));

    Map<String, List<String>> second = idsByKey();
    assertThat(first).hasSize(40).allSatisfy((key, ids) -> assertThat(ids).hasSize(1));
    second.forEach((key, ids) -> assertThat(ids).hasSize(key.equals("7") ? 2 : 1));
  }

  @Test
  void withoutAVersionTheContentMakesTheId() throws Exception {
    String route = pull("items") + kafka("version", "");
    assertComplete(run(api(), route));
    sandbox.shop().addField("items", "colour", 40);
    assertComplete(run(api(), route));

    assertThat(events()).hasSize(80);
    idsByKey().forEach((key, ids) -> assertThat(ids).hasSize(key.equals("40") ? 2 : 1));
    assertThat(headers(event("40"))).doesNotContainKey("ce_recordversion");
  }

  @Test
  void keysOfSeveralFieldsAndOfTemplates() throws Exception {
    String other = TestKafka.topic(1);
    assertComplete(
        run(
            api(),
            pull("items"),
            kafka("key", "deleted,id"),
            kafka("topic", other, "key", "item-{id}/{$.deleted}")));

    assertThat(keys(topic)).hasSize(40).contains("[false,7]");
    assertThat(keys(other)).hasSize(40).contains("item-7/false");
  }

  @Test
  void nothingOfAPageIsOnTheTopicWhenAStepBeforeTheSinkFails() throws Exception {
    assertNothingOfPageThree(FAIL_ON_PAGE_THREE + kafka());
  }

  @Test
  void nothingOfAPageIsOnTheTopicWhenAStepAfterTheSinkFails() throws Exception {
    assertNothingOfPageThree(kafka() + FAIL_ON_PAGE_THREE);
  }

  @Test
  void nothingOfAPageIsOnTheTopicWhenTheRoutesOwnHandlerTakesTheFailureAsHandled()
      throws Exception {
    String handler =
        """
        - onException:
            exception: [java.lang.Exception]
            handled: {constant: "true"}
        """;
    assertFailed(run(handler, api(), pull("items"), kafka(), FAIL_ON_PAGE_THREE));

    assertThat(keys(topic)).hasSize(20);
  }

  @Test
  void tableAndTopicInOneRouteBalance() throws Exception {
    String other = TestKafka.topic(1);
    sandbox.faults().on("items").page(2).badRecords(BadRecord.NO_KEY);
    assertComplete(
        run(api(), pull("items"), upsert("items", "id"), kafka(), kafka("topic", other)));

    Map<String, Object> run = lastRun("items");
    long fetched = (Long) run.get("fetched");
    assertThat(run)
        .containsEntry("inserted", fetched - 1)
        .containsEntry("sent", 2 * (fetched - 1))
        .containsEntry("quarantined", 3L)
        .containsEntry("added", 2 * fetched);
    assertThat(keys(other)).isEqualTo(keys(topic));
    assertLedgersBalance();
  }

  @Test
  void recordsThatAreNoneGoToQuarantineWithAReason() throws Exception {
    sandbox
        .faults()
        .on("items")
        .page(2)
        .badRecords(BadRecord.NULL, BadRecord.NUMBER, BadRecord.ARRAY, BadRecord.NO_KEY);

    assertComplete(run(api(), pull("items"), kafka()));

    assertThat(
            sql.queryForList(
                "select reason from caravan_quarantine where target = ? order by reason",
                String.class,
                "kafka:" + topic))
        .containsExactly("missing_key", "not_an_object", "not_an_object", "not_an_object");
    assertThat(lastRun("items")).containsEntry("quarantined", 4L);
    assertThat(events().size() + 4L).isEqualTo(lastRun("items").get("fetched"));
    assertLedgersBalance();
  }

  @Test
  void tooManyBadRecordsFailTheRunAndNothingIsSent() throws Exception {
    String error = assertFailed(run(api(), pull("items"), kafka("key", "nonsense")));

    assertThat(error).contains("kafka:" + topic, "missing_key", "that is all of them");
    assertThat(events()).isEmpty();
    assertThat(count("caravan_quarantine")).isZero();
  }

  @Test
  void aRecordThatIsTooLargeGoesToQuarantineWithItsKeyAndSize() throws Exception {
    String huge = "x".repeat(20_000);
    sandbox.shop().update("items", "7", node -> node.put("name", huge));

    assertComplete(run(api(), pull("items"), kafka("maxRecordSize", "20000")));

    assertThat(keys(topic)).hasSize(39).doesNotContain("7");
    Map<String, Object> reject =
        sql.queryForMap("select reason, detail, record from caravan_quarantine");
    assertThat(reject.get("reason")).isEqualTo("record_too_large");
    assertThat(String.valueOf(reject.get("detail")))
        .matches("key 7: 20\\d{3} bytes .*maxRecordSize is 20000");
    assertLedgersBalance();
  }

  @Test
  void textThatIsNoUnicodeIsSentAsATableWouldHoldIt() throws Exception {
    sandbox.faults().on("items").page(1).nulCharacter("name");
    sandbox.faults().on("items").page(2).loneSurrogate("name");
    sandbox.faults().on("items").rawField("big", "123456789012345678901234567890.123456789");

    assertComplete(run(api(), pull("items"), kafka()));

    assertThat(json(event("1").value()).get("name").asText()).endsWith("\uFFFD");
    assertThat(json(event("11").value()).get("name").asText()).endsWith("\uFFFD");
    assertThat(json(event("21").value()).get("big").decimalValue())
        .isEqualByComparingTo("123456789012345678901234567890.123456789");
  }

  private void assertNothingOfPageThree(String steps) throws Exception {
    String error = assertFailed(run(api(), pull("items"), steps));

    assertThat(error).contains("the sky fell");
    assertThat(keys(topic)).hasSize(20).contains("20").doesNotContain("21");
    assertThat(lastRun("items")).containsEntry("sent", 20L);

    assertComplete(run(api(), pull("items"), kafka()));
    assertThat(keys(topic)).hasSize(40).doesNotHaveDuplicates();
    assertLedgersBalance();
  }

  private String kafka(String... parameters) {
    Map<String, String> defaults =
        Map.of(
            "topic", topic, "key", "id", "version", "updated_at", "brokers", TestKafka.brokers());
    return sink("caravan-kafka", pairs(defaults, parameters));
  }

  /** The orders with those that were deleted, as they change. */
  private static String changes() {
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

  private Map<String, JsonNode> liveOrders() throws IOException {
    Map<String, JsonNode> live = new HashMap<>();
    for (Map.Entry<String, JsonNode> order : sandbox.shop().expected("orders").entrySet()) {
      if (!order.getValue().get("deleted").booleanValue()) {
        live.put(order.getKey(), plain(order.getValue()));
      }
    }
    return live;
  }

  /** What log compaction leaves: the last value of each key, and nothing where that is null. */
  private Map<String, JsonNode> compacted() throws IOException {
    Map<String, JsonNode> last = new HashMap<>();
    for (ConsumerRecord<String, byte[]> event : events()) {
      if (event.value() == null) {
        last.remove(event.key());
      } else {
        last.put(event.key(), json(event.value()));
      }
    }
    return last;
  }

  private Map<String, List<String>> idsByKey() {
    return events().stream()
        .collect(
            Collectors.groupingBy(
                ConsumerRecord::key,
                Collectors.collectingAndThen(
                    Collectors.mapping(
                        event -> TestKafka.header(event, EventHeaders.ID), Collectors.toSet()),
                    List::copyOf)));
  }

  private List<ConsumerRecord<String, byte[]>> events() {
    return TestKafka.records(topic);
  }

  private ConsumerRecord<String, byte[]> event(String key) {
    return events().stream().filter(each -> each.key().equals(key)).findFirst().orElseThrow();
  }

  private static List<String> keys(String topic) {
    return TestKafka.records(topic).stream().map(ConsumerRecord::key).sorted().toList();
  }

  private static Map<String, String> headers(ConsumerRecord<?, ?> event) {
    Map<String, String> headers = new LinkedHashMap<>();
    event.headers().forEach(each -> headers.put(each.key(), TestKafka.header(event, each.key())));
    return headers;
  }

  private static JsonNode json(byte[] value) throws IOException {
    return JSON.readTree(value);
  }

  private static JsonNode plain(JsonNode record) throws JsonProcessingException {
    return JSON.readTree(record.toString());
  }
}
