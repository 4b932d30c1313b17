package dev.caravan.traps;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.kafka.EventHeaders;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.testing.DocExample;
import dev.caravan.testing.TableAssert;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestKafka;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Processor;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A feed that goes to a compacted topic, and from there to a table: each is in the end what the
 * source is, after gaps and repeats too.
 */
@Timeout(60)
class FeedToTopicTest extends FeedsTest {
  private final String topic = TestKafka.topic(3);

  @ParameterizedTest
  @ValueSource(strings = {"version: updated_at, ", ""})
  void theTopicIsTheSourceAndKeepsTheOrderOfTheFeedForEachKey(String version) throws Exception {
    change(12);
    assertComplete(replayWith(version));
    setBackTo("20");
    change(12);
    assertComplete(replayWith(version));

    assertTopicIsTheShops();
    assertThat(firstVersions().values())
        .allSatisfy(versions -> assertThat(versions).isSorted().doesNotHaveDuplicates());
    assertLedgersBalance();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatASnapshotNoLongerListsBecomesATombstone(boolean postgres) throws Exception {
    if (postgres) {
      usePostgres();
    }
    assertComplete(replayWith("version: updated_at, "));
    List<String> gone = List.copyOf(sandbox.shop().expected("items").keySet()).subList(0, 6);
    gone.forEach(key -> sandbox.shop().remove("items", key));
    change(9);
    sandbox.shop().forgetChanges("items", last());
    change(3);

    assertComplete(replayWith("version: updated_at, "));

    assertTopicIsTheShops();
    assertThat(lastEvents()).extractingByKeys(gone.toArray(String[]::new)).containsOnlyNulls();
    assertThat(lastRun("changes").get("notes").toString())
        .containsPattern("\\d+ of 4\\d keys of topic " + topic + " that it did not list were sent");
    assertLedgersBalance();
    change(6);
    assertComplete(replayWith("version: updated_at, "));
    assertTopicIsTheShops();
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void aSnapshotFindsKeysWhosePageTheDatabaseNeverKept(boolean postgres, boolean tableFirst)
      throws Exception {
    if (postgres) {
      usePostgres();
    }
    List<String> lost = List.copyOf(sandbox.shop().expected("items").keySet()).subList(0, 7);
    assertThat(assertFailed(replayUpToTheCommitOfKafka(tableFirst))).contains("the power went");
    assertThat(lastEvents()).containsOnlyKeys(lost.toArray(String[]::new));
    assertThat(checkpoint("changes").lastCursor()).isEmpty();

    lost.forEach(key -> sandbox.shop().remove("items", key));
    sandbox.shop().forgetChanges("items", last());
    assertComplete(replayWith("", "start", "snapshot", "maxSnapshotDeletes", "100%"));

    assertTopicIsTheShops();
    assertThat(lastEvents()).extractingByKeys(lost.toArray(String[]::new)).containsOnlyNulls();
  }

  /** Kafka commits the first page, and the database does not come to it. */
  private RunOutcome replayUpToTheCommitOfKafka(boolean tableFirst) throws Exception {
    Processor cut =
        exchange ->
            TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                  @Override
                  public void beforeCommit(boolean readOnly) {
                    throw new IllegalStateException("the power went");
                  }
                });
    String[] routes = routes("");
    if (tableFirst) {
      // The page has written before its keys are noted.
      routes[2] =
          routes[2].replaceFirst(
              "( +- to: )",
              "$1{uri: 'kamelet:caravan-upsert', parameters: {table: items, key: id}}\n$1");
    }
    routes[2] += "        - process: {ref: cut}\n";
    try (TestContext context = context(true, routes)) {
      context.context().getRegistry().bind("cut", Processor.class, cut);
      Schedule schedule = context.start().bean("caravanSchedule", Schedule.class);
      return schedule.await("changes", Duration.ofSeconds(40)).orElseThrow();
    }
  }

  @Test
  void aSnapshotThatMissesTooMuchSendsNoTombstone() throws Exception {
    assertComplete(replayWith(""));
    List<String> keys = List.copyOf(sandbox.shop().expected("items").keySet());
    keys.subList(0, 30).forEach(key -> sandbox.shop().remove("items", key));
    sandbox.shop().forgetChanges("items", last());

    assertThat(assertFailed(replayWith("")))
        .contains("does not list 30 of the 40 keys of topic " + topic)
        .contains("maxSnapshotDeletes 60%");
    assertThat(lastEvents().values()).doesNotContainNull();
  }

  @Test
  void aWorkerMakesTheTableOfTheTopicTheSourceAndTakesRepeatsOnce() throws Exception {
    change(12);
    assertComplete(replayWith(""));
    assertComplete(replayWith(""));
    // As after a crash between the two commits: a part of the topic comes a second time.
    repeatTheLast(20);
    try (TestContext context =
        context(
                false,
                """
                - route:
                    id: copy
                    from:
                      uri: kamelet:caravan-worker
                      parameters: {topic: "%s", brokers: "%s", tombstoneKey: id}
                      steps:
                        - to: {uri: "kamelet:caravan-upsert", parameters: {table: copies, key: id, deleted: deleted, deleteMode: hard}}
                """
                    .formatted(topic, TestKafka.brokers()))
            .start()) {
      long events = TestKafka.records(topic).size();
      await().atMost(Duration.ofSeconds(40)).until(() -> events("events") == events);
    }

    assertThat(events("duplicates")).isEqualTo(20);
    TableAssert.assertTable(database.dataSource(), "copies")
        .holds(sandbox.shop().expected("items"));
  }

  @Test
  void theConsumerOfTheDocumentationTakesRepeatsOnceAlsoAfterARestart() throws Exception {
    change(12);
    assertComplete(replayWith(""));
    int events = TestKafka.records(topic).size();
    List<String> counted = new CopyOnWriteArrayList<>();
    try (TestContext consumer = consumerOfTheDocumentation(counted)) {
      consumer.start();
      await().atMost(Duration.ofSeconds(40)).until(() -> counted.size() == events);
    }
    String key = repeatTheLast(20);
    TestKafka.send(topic, key, "{}".getBytes(UTF_8), Map.of("ce_source", "/x", "ce_id", "last"));
    try (TestContext consumer = consumerOfTheDocumentation(counted)) {
      consumer.start();
      await().atMost(Duration.ofSeconds(40)).until(() -> counted.contains("/x last"));
    }

    assertThat(counted).hasSize(events + 1).doesNotHaveDuplicates();
  }

  private TestContext consumerOfTheDocumentation(List<String> counted) throws IOException {
    String example =
        DocExample.of("docs/kafka.md", "count-orders")
            .replace("kafka:orders", "kafka:" + topic)
            .replace("{{env:WAREHOUSE_PASSWORD}}", "")
            .replaceAll("- log: .*", "- process: {ref: count}");
    TestContext context =
        context(false, example)
            .with(
                Map.of(
                    "warehouse.url",
                    "jdbc:sqlite:" + directory.resolve("warehouse.db"),
                    "warehouse.user",
                    "sa",
                    "kafka.brokers",
                    TestKafka.brokers()));
    Processor count =
        exchange ->
            counted.add(
                exchange.getMessage().getHeader("ce_source", String.class)
                    + " "
                    + exchange.getMessage().getHeader("ce_id", String.class));
    context.context().getRegistry().bind("count", Processor.class, count);
    return context;
  }

  private long events(String column) {
    return sql.queryForObject(
        "select coalesce(sum(" + column + "), 0) from caravan_run where stream = 'copy'",
        Long.class);
  }

  /** Sends events of one partition again; gives the key of the last one. */
  private String repeatTheLast(int count) {
    List<ConsumerRecord<String, byte[]>> events =
        TestKafka.records(topic).stream().filter(each -> each.partition() == 0).toList();
    for (ConsumerRecord<String, byte[]> event :
        events.subList(events.size() - count, events.size())) {
      Map<String, String> headers = new LinkedHashMap<>();
      event.headers().forEach(h -> headers.put(h.key(), TestKafka.header(event, h.key())));
      TestKafka.send(topic, event.key(), event.value(), headers);
    }
    return events.get(events.size() - 1).key();
  }

  private RunOutcome replayWith(String version, String... more) throws Exception {
    return run(List.of("changes"), routes(version, more)).get(0);
  }

  private String[] routes(String version, String... more) {
    String feed = healed("seq", more);
    String source = feed.substring(0, feed.indexOf("        - to:"));
    String sink =
        "        - to: {uri: 'kamelet:caravan-kafka', parameters: {topic: %s, key: id, %sdeleted: deleted, brokers: '%s'}}\n"
            .formatted(topic, version, TestKafka.brokers());
    return new String[] {api(), snapshotSource(), source + sink};
  }

  private void assertTopicIsTheShops() throws IOException {
    Map<String, JsonNode> expected = new HashMap<>();
    for (Map.Entry<String, JsonNode> item : sandbox.shop().expected("items").entrySet()) {
      expected.put(item.getKey(), KafkaTest.plain(item.getValue()));
    }
    assertThat(KafkaTest.compacted(topic)).isEqualTo(expected);
  }

  private Map<String, byte[]> lastEvents() {
    Map<String, byte[]> last = new HashMap<>();
    TestKafka.records(topic).forEach(event -> last.put(event.key(), event.value()));
    return last;
  }

  /** The versions of each key in the order of the topic, without what was sent before. */
  private Map<String, List<String>> firstVersions() throws IOException {
    Map<String, List<String>> versions = new HashMap<>();
    Set<String> seen = new HashSet<>();
    for (ConsumerRecord<String, byte[]> event : TestKafka.records(topic)) {
      String state = event.key() + TestKafka.header(event, EventHeaders.OPERATION);
      if (event.value() != null) {
        String version = KafkaTest.json(event.value()).get("updated_at").asText();
        if (seen.add(state + version)) {
          versions.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(version);
        }
      }
    }
    return versions;
  }
}
