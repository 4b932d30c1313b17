package dev.caravan.crash;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.kafka.EventHeaders;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.shop.Shop;
import dev.caravan.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
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
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A feed of changes in many processes, each but the last killed: at random moments, and at each
 * stage of the snapshot that takes the place of what the feed forgot. {@code -Dreplay.entities=5000
 * -Dreplay.kills=20} is the full size: ten changes for each entity.
 */
@Execution(ExecutionMode.CONCURRENT)
class ReplayCrashIT {
  private static final int ENTITIES = Integer.getInteger("replay.entities", 400);
  private static final int KILLS = Integer.getInteger("replay.kills", 5);
  private static final int CHANGES_EACH = 10;
  private static final int LIMIT = Math.max(20, ENTITIES / 20);

  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}", bearerToken: "{{shop.token}}", rate: 1000}
      - route:
          id: changes
          from:
            uri: kamelet:caravan-replay
            parameters:
              api: shop
              path: /couchdb/items/changes?limit=%1$d
              records: $.results
              entity: $.doc
              snapshot: whole
              maxSnapshotDeletes: 100%%
              anchorPath: /couchdb/items/changes?since=now
              anchor: $.last_seq
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: items, key: id, version: updated_at, deleted: deleted, deleteMode: hard}
              - to:
                  uri: kamelet:caravan-kafka
                  parameters: {topic: "{{topic}}", key: id, version: updated_at, deleted: deleted, transactionalIdPrefix: "{{topic}}", brokers: "{{brokers}}"}
      - route:
          id: whole
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: "/items?limit=%2$d", records: $.data, pagination: cursor}
            steps:
              - log: {message: "a page of the whole"}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults()
              .withCounts(ENTITIES, 0, 0)
              .withToken(Installation.TOKEN)
              .withPreset(s -> s.faults().on("changes").slow(Duration.ofMillis(10))));
  private final Shop shop = sandbox.shop();
  private final String topic = TestKafka.topic(3);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void aFeedEndsInTheExactTableHoweverOftenItIsKilled() {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("ReplayCrashIT: -Dcrash.seed=" + seed + " repeats the moments of this test");
    Random random = new Random(seed);
    change(random, ENTITIES * (CHANGES_EACH - 1));
    Installation caravan = install(Installation.onSqlite(processes), ENTITIES, sandbox);
    for (int kill = 0; kill < KILLS; kill++) {
      killAt(caravan, random);
      checkWhatTheKillLeft(caravan);
    }
    assertThat(caravan.start("run", "--once", "changes").exitCode()).isZero();
    assertTableIsTheShops(caravan);
    assertTopicIsTheShops();
    assertTopicKeepsTheOrderOfTheFeed();
    assertThat(cursor(caravan)).isEqualTo(shop.lastChange("items"));
    assertThat(caravan.sumOfRuns("fetched"))
        .as("each change in the database once")
        .isEqualTo(shop.lastChange("items"));
    System.out.printf(
        "ReplayCrashIT: %d changes on %d entities, %d kills, %d rows at the end, %d events sent%n",
        shop.lastChange("items"),
        ENTITIES,
        KILLS,
        caravan.rowsOfTable("items"),
        TestKafka.records(topic).size());
  }

  @Test
  void aSnapshotIsFinishedThoughItIsKilledAfterEachOfItsPages() {
    Random random = new Random(7);
    Installation caravan = install(Installation.onPostgres(processes), ENTITIES / 2, sandbox);
    assertThat(caravan.start("run", "--once", "changes").exitCode()).isZero();
    change(random, ENTITIES);
    shop.forgetChanges("items", shop.lastChange("items") - 10);
    List<JsonNode> stages = new ArrayList<>();
    for (int pages = 1; pages <= 2; pages++) {
      // Where the feed was lost, where its end was read, and each page of the snapshot.
      Child child = caravan.startUntil("page-transaction", pages, "changes");
      child.awaitLine(CrashPoint.REACHED);
      child.kill();
      caravan.awaitNoConnection();
      stages.add(caravan.checkpoint("changes").path("feed").path("snapshot"));
      change(random, 3);
    }
    assertThat(stages.get(0).path("anchored").asBoolean()).as("%s", stages).isFalse();
    assertThat(stages.get(1).path("anchored").asBoolean()).as("%s", stages).isTrue();
    assertThat(caravan.start("run", "--once", "changes").exitCode()).isZero();
    assertTableIsTheShops(caravan);
    assertTopicIsTheShops();
    assertThat(caravan.unbalancedRuns()).isEmpty();
    assertThat(notes(caravan)).anyMatch(note -> note.contains("takes the place of the gap"));
    assertThat(notes(caravan)).anyMatch(note -> note.contains("that it did not list were deleted"));
    assertThat(notes(caravan)).anyMatch(note -> note.contains("were sent as tombstones"));
  }

  @Test
  void aLongPollUnderWayDoesNotHoldTheEndOfTheProcess() {
    Installation caravan =
        Installation.onSqlite(processes)
            .of(
                ROUTES
                    .formatted(LIMIT, ENTITIES)
                    .replace("{rate: 1000}", "{}")
                    .replace(
                        "/couchdb/items/changes?limit=" + LIMIT,
                        "RAW(/couchdb/items/changes?limit=500&feed=longpoll&timeout=60000)")
                    .replace(
                        "records: $.results",
                        "longPoll: 60s\n        pending: $.none\n        records: $.results"),
                "shop.url=" + sandbox.url(),
                "topic=" + topic,
                "brokers=" + TestKafka.brokers());
    Child child = caravan.start("run");
    Awaitility.await("the long poll")
        .atMost(Duration.ofSeconds(60))
        .until(() -> cursor(sandbox) == shop.lastChange("items"));
    child.terminate();
    assertThat(child.endsWithin(Duration.ofSeconds(10))).isTrue();
    shop.insert("items", 1);
    assertThat(
            caravan
                .start("run", "--once", "changes", "-D", "camel.management.enabled=false")
                .isAlive())
        .isTrue();
    Awaitility.await("the change")
        .atMost(Duration.ofSeconds(60))
        .until(() -> cursor(sandbox) == shop.lastChange("items"));
  }

  /** The position that the feed was asked for last. */
  private static long cursor(Sandbox sandbox) {
    List<String> since =
        sandbox.traffic().requests("changes").stream()
            .map(seen -> seen.query().replaceFirst("^.*since=", ""))
            .filter(text -> text.matches("\\d+"))
            .toList();
    return since.isEmpty() ? 0 : Long.parseLong(since.get(since.size() - 1));
  }

  private Installation install(Installation caravan, int snapshotLimit, Sandbox sandbox) {
    return caravan.of(
        ROUTES.formatted(LIMIT, snapshotLimit),
        "shop.url=" + sandbox.url(),
        "topic=" + topic,
        "brokers=" + TestKafka.brokers());
  }

  /** Nine updates for every delete with an insert. */
  private void change(Random random, int changes) {
    List<String> keys = new ArrayList<>(shop.expected("items").keySet());
    for (int n = 0; n < changes; n++) {
      int at = random.nextInt(keys.size());
      if (n % 20 == 19) {
        shop.remove("items", keys.remove(at));
        keys.addAll(shop.insert("items", 1));
      } else {
        String text = "change " + n;
        shop.update("items", keys.get(at), node -> node.put("status", text));
      }
    }
  }

  /** Kills a process some requests and some milliseconds after its start. */
  private void killAt(Installation caravan, Random random) {
    int requests = random.nextInt(Math.max(2, 150 / KILLS));
    Duration more = Duration.ofMillis(random.nextInt(requests == 0 ? 3000 : 40));
    int before = sandbox.traffic().requests().size();
    Child child = caravan.start("run", "--once", "changes");
    Awaitility.await(requests + " requests")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> sandbox.traffic().requests().size() >= before + requests || !child.isAlive());
    child.endsWithin(more);
    child.kill();
  }

  /** The rows of every change up to the cursor are there, and the ledger says the same. */
  private void checkWhatTheKillLeft(Installation caravan) {
    caravan.awaitNoConnection();
    assertThat(caravan.sumOfRuns("fetched")).isEqualTo(cursor(caravan));
  }

  private static long cursor(Installation caravan) {
    return caravan.checkpoint("changes").path("last_cursor").asLong(0);
  }

  private void assertTableIsTheShops(Installation caravan) {
    assertTable(caravan.dataSource(), "items").holds(shop.expected("items"));
  }

  /** After compaction by key. */
  private void assertTopicIsTheShops() {
    Map<String, JsonNode> last = new HashMap<>();
    for (ConsumerRecord<String, byte[]> event : TestKafka.records(topic)) {
      if (event.value() == null) {
        last.remove(event.key());
      } else {
        last.put(event.key(), Installation.json(new String(event.value(), StandardCharsets.UTF_8)));
      }
    }
    Map<String, JsonNode> expected = new HashMap<>();
    shop.expected("items")
        .forEach((key, record) -> expected.put(key, Installation.json(record.toString())));
    assertThat(last).isEqualTo(expected);
  }

  /** The events of each key, without those that were on the topic before, are ever newer. */
  private void assertTopicKeepsTheOrderOfTheFeed() {
    Map<String, List<String>> versions = new HashMap<>();
    Set<String> ids = new HashSet<>();
    for (ConsumerRecord<String, byte[]> event : TestKafka.records(topic)) {
      if (ids.add(TestKafka.header(event, EventHeaders.ID))) {
        String version = TestKafka.header(event, EventHeaders.RECORD_VERSION);
        versions.computeIfAbsent(event.key(), key -> new ArrayList<>()).add(version);
      }
    }
    assertThat(versions.values()).allSatisfy(each -> assertThat(each).isSorted());
    assertThat((long) ids.size()).isEqualTo(shop.lastChange("items"));
  }

  private static List<String> notes(Installation caravan) {
    return caravan.inDatabase(
        sql ->
            sql.queryForList(
                "select notes from caravan_run where notes is not null", String.class));
  }
}
