package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Nodes on one PostgreSQL, of which one after the other is killed and begun anew, while one stands
 * still for longer than its lease. {@code -Dnodes.count=8 -Dnodes.streams=64 -Dnodes.seconds=120
 * -Dnodes.lease=30 -Dnodes.stop=45 -Dnodes.standing=35} is the full size.
 */
@Timeout(900)
class NodesKillIT {
  private static final int NODES = Integer.getInteger("nodes.count", 3);
  private static final int STREAMS = Integer.getInteger("nodes.streams", 8);
  private static final int SECONDS = Integer.getInteger("nodes.seconds", 15);
  private static final int KILL_EVERY = Integer.getInteger("nodes.kill-every", 5);
  private static final int LEASE = Integer.getInteger("nodes.lease", 4);
  private static final int STOP = Integer.getInteger("nodes.stop", 8);
  private static final int QUOTA = Integer.getInteger("nodes.quota", 50);
  private static final int DELAY_MS = Integer.getInteger("nodes.delay", 200);
  private static final long SEED = Long.getLong("nodes.seed", System.nanoTime());

  /**
   * The longest that a stream may stand, in seconds; only the full size has a machine of its own.
   */
  private static final int STANDING = Integer.getInteger("nodes.standing", 120);

  @RegisterExtension final Processes processes = new Processes();

  private final Random random = new Random(SEED);
  private final ChangingLists api = new ChangingLists(Duration.ofMillis(DELAY_MS), SEED);
  private final List<String> streams =
      IntStream.range(0, STREAMS).mapToObj(i -> "stream" + i).toList();
  private final List<Child> nodes = new ArrayList<>();
  private final Map<String, Long> versions = new HashMap<>();
  private final Map<String, Long> movedAt = new HashMap<>();
  private final Map<String, Long> stood = new TreeMap<>();
  private Installation caravan;

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void nothingIsLostNobodyStandsAndTheQuotaIsKeptWhateverDies() throws Exception {
    caravan = Installation.onPostgres(processes).of(yaml(), "caravan.cluster.lease=" + LEASE + "s");
    IntStream.range(0, NODES).forEach(i -> nodes.add(node()));
    Awaitility.await("all nodes and streams to begin")
        .atMost(Duration.ofMinutes(5))
        .ignoreExceptions()
        .until(
            () ->
                caravan.rowsOfTable("caravan_node") == NODES
                    && look().size() == STREAMS
                    && nodes.stream().allMatch(node -> node.count("nodes are alive") > 0));

    int kills = fire();

    api.freeze();
    Awaitility.await("the tables to be exact")
        .atMost(Duration.ofMinutes(3))
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(
            () -> streams.forEach(s -> assertThat(rows(s)).as(s).isEqualTo(api.expected(s))));
    nodes.forEach(Child::terminate);
    nodes.forEach(Child::exitCode);
    report(kills);
    assertThat(mostInASecond()).as("requests in any second").isLessThanOrEqualTo(QUOTA);
    assertThat(failures()).as("runs that failed, seed %d", SEED).isEmpty();
    assertThat(caravan.unbalancedRuns()).isEmpty();
    assertThat(caravan.sumOfRuns("inserted"))
        .isEqualTo(streams.stream().mapToLong(s -> api.expected(s).size()).sum());
    assertThat(Duration.ofNanos(stood.values().stream().mapToLong(Long::longValue).max().orElse(0)))
        .as("seed %d: %s", SEED, stood)
        .isLessThanOrEqualTo(Duration.ofSeconds(STANDING));
  }

  /** Kills and begins nodes for some time; one of them stands still meanwhile. */
  private int fire() throws Exception {
    long began = System.nanoTime();
    long stopFrom = began + Duration.ofSeconds(KILL_EVERY / 2).toNanos();
    long end = began + Duration.ofSeconds(SECONDS).toNanos();
    Child stopped = null;
    long nextKill = began + Duration.ofSeconds(KILL_EVERY).toNanos();
    int kills = 0;
    movedAt.replaceAll((stream, at) -> began);
    while (System.nanoTime() < end || stopped != null) {
      look();
      long now = System.nanoTime();
      if (stopFrom > 0 && now > stopFrom && stopped == null) {
        stopped = nodes.get(random.nextInt(NODES));
        signal(stopped, "STOP");
      }
      if (stopped != null && now > stopFrom + Duration.ofSeconds(STOP).toNanos()) {
        signal(stopped, "CONT");
        stopped = null;
        stopFrom = 0;
      }
      if (now > nextKill && now < end) {
        nextKill += Duration.ofSeconds(KILL_EVERY).toNanos();
        int victim = random.nextInt(NODES);
        if (nodes.get(victim) != stopped) {
          nodes.get(victim).kill();
          nodes.set(victim, node());
          kills++;
        }
      }
      Awaitility.await().pollDelay(Duration.ofMillis(100)).until(() -> true);
    }
    look();
    return kills;
  }

  private Child node() {
    return caravan.start("run");
  }

  /** Notes which checkpoints moved, and how long they had stood. */
  private Map<String, Long> look() {
    long now = System.nanoTime();
    Map<String, Long> found =
        caravan.inDatabase(
            sql ->
                sql
                    .queryForList(
                        "select stream, version from caravan_checkpoint where version > 0")
                    .stream()
                    .collect(
                        Collectors.toMap(
                            row -> row.get("stream").toString(),
                            row -> ((Number) row.get("version")).longValue())));
    found.forEach(
        (stream, version) -> {
          long stands = now - movedAt.getOrDefault(stream, now);
          stood.merge(stream, stands, Math::max);
          if (!version.equals(versions.put(stream, version))) {
            movedAt.put(stream, now);
          }
        });
    return found;
  }

  private Map<Long, Long> rows(String table) {
    return caravan.inDatabase(
        sql ->
            sql.queryForList("select id, v from " + table).stream()
                .collect(
                    Collectors.toMap(
                        row -> ((Number) row.get("id")).longValue(),
                        row -> ((Number) row.get("v")).longValue(),
                        (a, b) -> a,
                        TreeMap::new)));
  }

  private List<String> failures() {
    return caravan.inDatabase(
        sql ->
            sql.queryForList(
                "select state || ' ' || coalesce(error, '') from caravan_run where state not in"
                    + " ('complete', 'interrupted', 'running')",
                String.class));
  }

  private int mostInASecond() {
    long[] at = api.arrivals();
    int most = 0;
    for (int first = 0, last = 0; last < at.length; last++) {
      while (at[last] - at[first] >= Duration.ofSeconds(1).toNanos()) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private void report(int kills) {
    long longest = stood.values().stream().mapToLong(Long::longValue).max().orElse(0);
    long[] at = api.arrivals();
    System.out.printf(
        "NodesKillIT: %d nodes, %d streams, %d kills and one that stood still for %d s, lease %d s:"
            + " the longest that a stream stood is %.1f s; %d requests in %.0f s, %d in a second at"
            + " most of %d; %d pages%n",
        NODES,
        STREAMS,
        kills,
        STOP,
        LEASE,
        longest / 1e9,
        at.length,
        (at[at.length - 1] - at[0]) / 1e9,
        mostInASecond(),
        QUOTA,
        caravan.sumOfRuns("pages"));
  }

  private String yaml() {
    return """
        - beans:
            - name: shop
              type: dev.caravan.api.Api
              properties: {baseUrl: "%s", quota: %d/s}
        """
            .formatted(api.url(), QUOTA)
        + streams.stream()
            .map(
                name ->
                    """
                    - route:
                        id: NAME
                        from:
                          uri: kamelet:caravan-pull
                          parameters: {api: shop, path: /NAME, records: $.data, pagination: cursor, nextCursor: $.next, every: 1s}
                          steps:
                            - to: {uri: kamelet:caravan-upsert, parameters: {table: NAME, key: id, version: v}}
                    """
                        .replace("NAME", name))
            .collect(Collectors.joining());
  }

  private static void signal(Child child, String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(child.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }
}
