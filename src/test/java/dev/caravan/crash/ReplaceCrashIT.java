package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A table that scans replace as a whole, loaded by processes that are killed, while somebody reads
 * it all the time: each look shows what one scan listed, all of it and nothing else.
 */
@Execution(ExecutionMode.CONCURRENT)
class ReplaceCrashIT {
  private static final int PAGES = 6;
  private static final int LIMIT = 10;
  private static final int RANDOM_KILLS = Integer.getInteger("replace.kills", 1);

  /** The last page of the list, and the look at the first one whether the list moved. */
  private static final int LAST = PAGES + 1;

  private static final String ROUTES =
      """
      - beans:
          - {name: shop, type: dev.caravan.api.Api, properties: {baseUrl: "{{shop.url}}", bearerToken: "{{shop.token}}"}}
      - route:
          id: items
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: RAW(/items?limit=10), records: $.data, pagination: cursor, deleteMissing: hard, maxDeletes: 50%}
            steps:
              - to: {uri: kamelet:caravan-upsert, parameters: {table: items, key: id, mode: replace, columns: "round:bigint"}}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults()
              .withCounts(PAGES * LIMIT, 0, 0)
              .withToken(Installation.TOKEN)
              .withPreset(s -> s.faults().on("items").slow(Duration.ofMillis(20))));
  private final Map<Long, Long> sizes = new HashMap<>();
  private final List<String> halves = new CopyOnWriteArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private Installation caravan;
  private long round;

  @AfterEach
  void close() {
    over.set(true);
    sandbox.close();
  }

  @Test
  void readersOfSqliteSeeOneScanOrTheOther() throws InterruptedException {
    caravan = Installation.onSqlite(processes).of(ROUTES, "shop.url=" + sandbox.url());
    killAllTheWay();
  }

  @Test
  void readersOfPostgresSeeOneScanOrTheOther() throws InterruptedException {
    caravan = Installation.onPostgres(processes).of(ROUTES, "shop.url=" + sandbox.url());
    killAllTheWay();
  }

  /** With {@code -Dcrash.mariadb=true}. */
  @Test
  @EnabledIfSystemProperty(named = "crash.mariadb", matches = "true")
  void readersOfMariaDbSeeOneScanOrTheOther() throws InterruptedException {
    caravan = Installation.onMariaDb(processes).of(ROUTES, "shop.url=" + sandbox.url());
    killAllTheWay();
  }

  private void killAllTheWay() throws InterruptedException {
    change();
    Child first = caravan.start("run", "--once");
    assertThat(first.exitCode()).as("%s", first.log()).isZero();
    assertThat(shown()).isEqualTo(expected());
    Thread reader = new Thread(this::read, "reader");
    reader.start();

    Map<Long, Long> before = shown();
    change();
    killAfter("merge-rows", 3, before);
    killAfter("stage-rows", 1, before);
    killAfter("move-checkpoint", 2, before);
    killAtRandom(before);
    finish();

    before = shown();
    change();
    killAfter("move-checkpoint", LAST, before);
    finish();

    change();
    killAfter("page-transaction", LAST, expected());
    finish();

    over.set(true);
    reader.join();
    assertThat(halves).isEmpty();
    assertThat(leftOver()).isEmpty();
  }

  /** Every record becomes another one; some go and some come. */
  private void change() {
    round++;
    List<String> keys = new ArrayList<>(sandbox.shop().expected("items").keySet());
    keys.subList(0, 5).forEach(key -> sandbox.shop().remove("items", key));
    sandbox.shop().insert("items", 5);
    sandbox
        .shop()
        .expected("items")
        .keySet()
        .forEach(key -> sandbox.shop().update("items", key, each -> each.put("round", round)));
    sizes.put(round, (long) sandbox.shop().expected("items").size());
  }

  private Map<Long, Long> expected() {
    Map<Long, Long> rounds = new HashMap<>();
    for (JsonNode item : sandbox.shop().expected("items").values()) {
      rounds.merge(item.get("round").asLong(), 1L, Long::sum);
    }
    return rounds;
  }

  /** How many rows of which round there are, in one look. */
  private Map<Long, Long> shown() {
    return caravan.inDatabase(
        sql -> {
          Map<Long, Long> rounds = new HashMap<>();
          sql.query(
              "select round, count(*) from items group by round",
              row -> {
                rounds.put(row.getLong(1), row.getLong(2));
              });
          return rounds;
        });
  }

  private void read() {
    long newest = 0;
    while (!over.get()) {
      Map<Long, Long> shown = shown();
      long first = shown.keySet().stream().findFirst().orElse(0L);
      if (shown.size() != 1 || first < newest || !shown.get(first).equals(sizes.get(first))) {
        halves.add(shown.toString());
      }
      newest = Math.max(newest, first);
    }
  }

  private void killAfter(String node, int time, Map<Long, Long> then) {
    Child child = caravan.startUntil(node, time);
    child.awaitLine(CrashPoint.REACHED);
    child.kill();
    assertThat(shown()).as("after " + node + ":" + time).isEqualTo(then);
  }

  private void killAtRandom(Map<Long, Long> then) {
    Random random = new Random();
    for (int i = 0; i < RANDOM_KILLS; i++) {
      Child child = caravan.start("run", "--once");
      child.endsWithin(Duration.ofMillis(random.nextInt(3000)));
      child.kill();
      assertThat(shown()).isIn(then, expected());
    }
  }

  private void finish() {
    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    assertThat(shown()).isEqualTo(expected());
    assertThat(caravan.unbalancedRuns()).isEmpty();
  }

  private List<String> leftOver() {
    String names =
        caravan.url().startsWith("jdbc:sqlite:")
            ? "select name from sqlite_schema where type = 'table'"
            : "select table_name from information_schema.tables where table_schema in ("
                + (caravan.url().startsWith("jdbc:mariadb:") ? "database())" : "'public')");
    boolean staysEmpty = caravan.url().startsWith("jdbc:mariadb:");
    return caravan.inDatabase(
        sql ->
            sql.queryForList(names, String.class).stream()
                .filter(each -> each.startsWith("caravan_next_"))
                .filter(each -> !staysEmpty || !sql.queryForList("select 1 from " + each).isEmpty())
                .toList());
  }
}
