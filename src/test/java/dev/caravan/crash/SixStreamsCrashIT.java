package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.http.SeenRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Six streams of one process write at the same time, and it is killed at any moment, again and
 * again. Of each stream its table, its ledger and its checkpoint tell the same after every kill,
 * and the next process goes on with it. {@code -Dcrash.kills=1000} for a long run.
 */
class SixStreamsCrashIT {
  private static final int KILLS = Integer.getInteger("crash.kills", 8);
  private static final int ROWS = 4000;
  private static final List<String> STREAMS =
      IntStream.range(0, 6).mapToObj(i -> "stream" + i).toList();

  private static final String ROUTE =
      """
      - route:
          id: NAME
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: "RAW(/items?limit=20&stream=NAME)", records: $.data, pagination: cursor, every: 1s}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: t_NAME, key: id, version: updated_at}
      """;

  private static final String API =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}", bearerToken: "{{shop.token}}", quota: 100000/s}
      """;

  @RegisterExtension final Processes processes = new Processes();

  private final Sandbox sandbox =
      Sandbox.start(SandboxOptions.defaults().withCounts(ROWS, 0, 0).withToken(Installation.TOKEN));
  private long rows;
  private long rowsNow;
  private int rounds;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void tableLedgerAndCheckpointOfEachAreEqualOnSqlite() {
    Installation caravan = Installation.onSqlite(processes);
    killAgainAndAgain(caravan, () -> assertIntact(caravan));
  }

  @Test
  void tableLedgerAndCheckpointOfEachAreEqualOnPostgres() {
    killAgainAndAgain(Installation.onPostgres(processes), () -> {});
  }

  private void killAgainAndAgain(Installation caravan, Runnable look) {
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println("SixStreamsCrashIT: -Dcrash.seed=" + seed + " repeats the moments");
    Random random = new Random(seed);
    String routes =
        STREAMS.stream().map(name -> ROUTE.replace("NAME", name)).collect(Collectors.joining());
    caravan.of(API + routes, "shop.url=" + sandbox.url());
    Child next = caravan.startHeld();
    for (int kill = 1; kill <= KILLS; kill++) {
      Child child = next;
      next = caravan.startHeld();
      killAtWork(child, Duration.ofMillis(random.nextInt(800)));
      caravan.awaitNoConnection();
      look.run();
      for (String stream : STREAMS) {
        check(caravan, stream, kill);
      }
      countRows(caravan);
      if (kill % 50 == 0 || kill == KILLS) {
        System.out.printf(
            "SixStreamsCrashIT: %d kills, %d rows in %d databases, all equal%n",
            kill, rows + rowsNow, rounds + 1);
      }
    }
    next.kill();
    assertThat(caravan.unbalancedRuns()).isEmpty();
  }

  /** Kills a process some time after each of its streams went on. */
  private void killAtWork(Child child, Duration later) {
    sandbox.traffic().clear();
    child.letGo();
    Awaitility.await("all streams at work")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .failFast("the process ended first", () -> !child.isAlive())
        .until(this::allAtWork);
    assertThat(child.endsWithin(later)).isFalse();
    child.kill();
  }

  private boolean allAtWork() {
    Map<String, Long> requests =
        sandbox.traffic().requests().stream()
            .collect(Collectors.groupingBy(SixStreamsCrashIT::stream, Collectors.counting()));
    return STREAMS.stream().allMatch(stream -> requests.getOrDefault(stream, 0L) >= 2);
  }

  private static String stream(SeenRequest request) {
    return request.query().replaceFirst(".*stream=(\\w+).*", "$1");
  }

  /** Begins again with an empty database when there is little left to write. */
  private void countRows(Installation caravan) {
    rowsNow = STREAMS.stream().mapToLong(stream -> caravan.rowsOfTable("t_" + stream)).sum();
    if (rowsNow == STREAMS.size() * (long) ROWS) {
      assertThat(caravan.unbalancedRuns()).isEmpty();
      caravan.empty();
      rows += rowsNow;
      rowsNow = 0;
      rounds++;
    }
  }

  private static void assertIntact(Installation caravan) {
    assertThat(caravan.<String>inDatabase(sql -> text(sql, "pragma integrity_check")))
        .isEqualTo("ok");
  }

  private static void check(Installation caravan, String stream, int kill) {
    long rows = caravan.rowsOfTable("t_" + stream);
    String of = " from caravan_run where stream = '" + stream + "'";
    long inserted =
        caravan.inDatabase(sql -> number(sql, "select coalesce(sum(inserted), 0)" + of));
    long pages = caravan.inDatabase(sql -> number(sql, "select coalesce(sum(pages), 0)" + of));
    assertThat(rows)
        .as("rows of %s, by its ledger, after kill %d", stream, kill)
        .isEqualTo(inserted);
    assertThat(caravan.checkpoint(stream).path("version").asLong())
        .as("moves of the checkpoint of %s, by its ledger, after kill %d", stream, kill)
        .isEqualTo(pages);
  }

  private static long number(JdbcTemplate sql, String query) {
    return Objects.requireNonNull(sql.queryForObject(query, Long.class));
  }

  private static String text(JdbcTemplate sql, String query) {
    return sql.queryForObject(query, String.class);
  }
}
