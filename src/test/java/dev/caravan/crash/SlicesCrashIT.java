package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.MarkedApi;
import dev.caravan.testing.MarkedApi.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * For a stream in slices whose records change with each request: its process is killed again and
 * again. Pages, windows and checkpoint are committed together or not at all. {@code
 * -Dcrash.kills=20} kills more often.
 */
@Execution(ExecutionMode.CONCURRENT)
class SlicesCrashIT {
  private static final long DAY = 86_400;
  private static final long BEGIN = (Instant.now().getEpochSecond() - 600) / DAY * DAY - 10 * DAY;
  private static final int RECORDS = 600 + 100 * Integer.getInteger("crash.kills", 1);
  private static final int PARALLEL = 4;
  private static final int RANDOM_KILLS = Integer.getInteger("crash.kills", 1);

  /** The round being written and the one fetched ahead. */
  private static final int IN_FLIGHT = 2 * PARALLEL;

  private static final List<String> NODES = List.of("move-checkpoint", "page-transaction");

  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}"}
      - route:
          id: records
          from:
            uri: kamelet:caravan-pull
            parameters:
              api: shop
              path: "/records?limit=5"
              records: $.data
              pagination: cursor
              nextCursor: $.next
              watermark: at
              watermarkParam: after
              untilParam: before
              watermarkInitial: "{{begin}}"
              slice: 1d
              parallel: 4
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: records, key: id, version: version}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final MarkedApi api = new MarkedApi();
  private final AtomicLong nextId = new AtomicLong(RECORDS);
  private Installation caravan;
  private Random random;

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void losesNoWindowInSqliteHoweverOftenItIsKilled() {
    killAllTheWay(Installation.onSqlite(processes));
  }

  @Test
  void losesNoWindowInPostgresHoweverOftenItIsKilled() {
    killAllTheWay(Installation.onPostgres(processes));
  }

  private void killAllTheWay(Installation installation) {
    caravan =
        installation.of(
            ROUTES, "shop.url=" + api.url(), "begin=" + Instant.ofEpochSecond(BEGIN).toString());
    for (int id = 1; id <= RECORDS; id++) {
      api.put(id, BEGIN + id % 10 * DAY + id);
    }
    api.delay = Duration.ofMillis(10);
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("SlicesCrashIT: -Dcrash.seed=" + seed + " repeats the moments of this test");
    random = new Random(seed);
    Random changes = new Random(seed);
    api.otherwise =
        query -> {
          change(changes);
          return null;
        };
    List<Runnable> kills = kills();
    kills.forEach(Runnable::run);
    checkRequests(kills.size());
    api.otherwise = query -> null;
    // The scan under way, and what changed behind it.
    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    checkTheEnd();
  }

  /** A record moves to the last window, and now and then a new one comes. */
  private synchronized void change(Random changes) {
    long now = Instant.now().getEpochSecond();
    api.put(1 + changes.nextInt(RECORDS), now);
    if (changes.nextInt(4) == 0) {
      api.put(nextId.incrementAndGet(), now);
    }
  }

  private List<Runnable> kills() {
    List<Runnable> all = new ArrayList<>(Collections.nCopies(RANDOM_KILLS, this::killAtRandom));
    NODES.forEach(node -> all.add(() -> killAfter(node)));
    Collections.shuffle(all, random);
    return all;
  }

  private void killAtRandom() {
    int requests = random.nextInt(12);
    int before = api.asked().size();
    Child child = caravan.start("run", "--once");
    Awaitility.await(requests + " requests")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .until(() -> !child.isAlive() || api.asked().size() >= before + requests);
    child.endsWithin(Duration.ofMillis(random.nextInt(80)));
    child.kill();
    caravan.awaitNoConnection();
  }

  private void killAfter(String node) {
    Child child = caravan.startUntil(node, 1);
    child.awaitLine(CrashPoint.REACHED);
    child.kill();
    caravan.awaitNoConnection();
  }

  /** Of windows with an end only what was in flight is asked for again. */
  private void checkRequests(int kills) {
    Set<Query> seen = new HashSet<>();
    long again =
        api.asked().stream().filter(Query::isBounded).filter(query -> !seen.add(query)).count();
    assertThat(again).isLessThanOrEqualTo((long) kills * IN_FLIGHT);
  }

  private void checkTheEnd() {
    Map<Long, Integer> expected = new TreeMap<>();
    api.records().forEach((id, record) -> expected.put(id, record.version()));
    Map<Long, Integer> loaded = new TreeMap<>();
    caravan.inDatabase(
        sql -> {
          sql.query(
              "select id, version from records",
              row -> {
                loaded.put(row.getLong(1), row.getInt(2));
              });
          return 0;
        });
    assertThat(loaded).isEqualTo(expected);
    assertThat(caravan.rowsOfTable("caravan_window")).isZero();
    assertThat(caravan.checkpoint("records").get("scan").isNull()).isTrue();
    assertThat(caravan.unbalancedRuns()).isEmpty();
  }
}
