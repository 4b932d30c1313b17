package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.kafka.EventHeaders;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A stream that goes to a table and a topic, in processes that are killed or run at the same time:
 * the topic misses nothing that the table has, and what is there twice has the same id.
 */
@Timeout(240)
class KafkaCrashIT {
  private static final int PAGES = 60;
  private static final int LIMIT = 20;
  private static final int RANDOM_KILLS = Integer.getInteger("crash.kafka.kills", 2);
  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}", bearerToken: "{{shop.token}}", rate: 1000}
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: "/items?limit=20", records: $.data, pagination: cursor}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: items, key: id, version: updated_at}
              - to:
                  uri: kamelet:caravan-kafka
                  parameters: {topic: "{{topic}}", key: id, version: updated_at, brokers: "{{brokers}}"}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final String topic = TestKafka.topic(3);
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults()
              .withCounts(PAGES * LIMIT, 0, 0)
              .withToken(Installation.TOKEN)
              .withPreset(s -> s.faults().on("items").slow(Duration.ofMillis(20))));
  private Installation caravan;
  private int kills;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void theTopicMissesNothingHoweverOftenTheProcessIsKilled() {
    caravan = of(Installation.onSqlite(processes));
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("KafkaCrashIT: -Dcrash.seed=" + seed + " repeats the moments of this test");
    Random random = new Random(seed);

    killAfter("send-with-commit", 2);
    killAfter("page-transaction", 3);
    for (int n = 0; n < RANDOM_KILLS; n++) {
      killAt(random);
    }
    assertThat(caravan.start("run", "--once").exitCode()).isZero();

    Map<String, Set<String>> ids = assertComplete();
    assertThat(ids.values()).allSatisfy(each -> assertThat(each).hasSize(1));
  }

  @Test
  void twoProcessesAtOnceWriteEachPageOnce() {
    caravan = of(Installation.onPostgres(processes));
    Child one = caravan.start("run", "--once");
    Child other = caravan.start("run", "--once");

    assertThat(List.of(one.exitCode(), other.exitCode())).containsExactlyInAnyOrder(0, 1);
    assertComplete();
    assertThat(TestKafka.records(topic)).hasSize(PAGES * LIMIT);
  }

  private Installation of(Installation installation) {
    return installation.of(
        ROUTES, "shop.url=" + sandbox.url(), "topic=" + topic, "brokers=" + TestKafka.brokers());
  }

  private void killAfter(String node, int time) {
    Child child = caravan.startUntil(node, time);
    child.awaitLine(CrashPoint.REACHED);
    child.kill();
    checkWhatTheKillLeft();
  }

  /** Kills a process some pages and some milliseconds after its start. */
  private void killAt(Random random) {
    int pages = random.nextInt(5);
    Duration more = Duration.ofMillis(random.nextInt(pages == 0 ? 3000 : 60));
    int before = sandbox.traffic().requests().size();
    Child child = caravan.start("run", "--once");
    Awaitility.await(pages + " requests")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .failFast("the process ended first", () -> !child.isAlive())
        .until(() -> sandbox.traffic().requests().size() >= before + pages);
    assertThat(child.endsWithin(more)).as("ended by itself").isFalse();
    child.kill();
    checkWhatTheKillLeft();
  }

  /** The topic has all that the table has, and at most the page more whose commit was cut off. */
  private void checkWhatTheKillLeft() {
    kills++;
    long rows = caravan.rowsOfTable("items");
    Set<String> keys = new HashSet<>();
    TestKafka.records(topic).forEach(event -> keys.add(event.key()));
    assertThat((long) keys.size())
        .as("keys on the topic after kill %d, with %d rows in the table", kills, rows)
        .isIn(rows, rows + LIMIT);
    assertThat(caravan.sumOfRuns("sent")).isEqualTo(rows);
  }

  /** Table and topic are as the source; gives the ids of the events by key. */
  private Map<String, Set<String>> assertComplete() {
    Map<String, JsonNode> last = new HashMap<>();
    Map<String, Set<String>> ids = new HashMap<>();
    for (ConsumerRecord<String, byte[]> event : TestKafka.records(topic)) {
      last.put(event.key(), Installation.json(new String(event.value(), StandardCharsets.UTF_8)));
      ids.computeIfAbsent(event.key(), key -> new HashSet<>())
          .add(TestKafka.header(event, EventHeaders.ID));
    }
    Map<String, JsonNode> expected = new HashMap<>();
    sandbox
        .shop()
        .expected("items")
        .forEach((key, record) -> expected.put(key, Installation.json(record.toString())));
    assertThat(last).isEqualTo(expected);
    assertThat(caravan.rowsOfTable("items")).isEqualTo(PAGES * LIMIT);
    assertThat(caravan.sumOfRuns("sent")).isEqualTo(PAGES * LIMIT);
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(PAGES);
    assertThat(caravan.unbalancedRuns()).isEmpty();
    return ids;
  }
}
