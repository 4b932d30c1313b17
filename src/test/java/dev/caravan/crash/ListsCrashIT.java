package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Lists that grow, shrink and change their order, loaded into a child table by processes that are
 * killed: at each moment every row has the list of its own version. {@code -Dlists.rounds=20} and
 * {@code -Dlists.kills=5} change and kill more often.
 */
@Execution(ExecutionMode.CONCURRENT)
class ListsCrashIT {
  private static final int PAGES = 5;
  private static final int LIMIT = 8;
  private static final int ROUNDS = Integer.getInteger("lists.rounds", 1);
  private static final int RANDOM_KILLS = Integer.getInteger("lists.kills", 0);

  private static final String ROUTES =
      """
      - beans:
          - {name: shop, type: dev.caravan.api.Api, properties: {baseUrl: "{{shop.url}}"}}
      - route:
          id: orders
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: "/orders", pagination: page, pageParam: page, emptyPageEnds: true, deleteMissing: hard}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: orders, key: id, version: v, children: "lines -> order_lines(order_id, line_no)"}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final Random random = new Random();
  private final Map<Integer, List<String>> now = new HashMap<>();
  private final Map<String, List<String>> ever = new HashMap<>();
  private final LoopbackServer api =
      LoopbackServer.start(
          request -> Reply.json(page(Integer.parseInt(request.uri().getQuery().split("=")[1]))));
  private int version;

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void everyRowOfSqliteHasTheListOfItsVersion() {
    killAllTheWay(Installation.onSqlite(processes));
  }

  @Test
  void everyRowOfPostgresHasTheListOfItsVersion() {
    killAllTheWay(Installation.onPostgres(processes));
  }

  /** With {@code -Dcrash.mariadb=true}. */
  @Test
  @EnabledIfSystemProperty(named = "crash.mariadb", matches = "true")
  void everyRowOfMariaDbHasTheListOfItsVersion() {
    killAllTheWay(Installation.onMariaDb(processes));
  }

  private void killAllTheWay(Installation caravan) {
    caravan.of(ROUTES, "shop.url=" + api.url());
    change();
    kill(caravan, "merge-rows", 1);
    for (int round = 0; round < ROUNDS; round++) {
      finish(caravan);
      change();
      kill(caravan, "stage-rows", 2);
      kill(caravan, "merge-rows", 2);
      kill(caravan, "move-checkpoint", 1);
      for (int i = 0; i < RANDOM_KILLS; i++) {
        Child child = caravan.start("run", "--once");
        child.endsWithin(Duration.ofMillis(random.nextInt(3000)));
        child.kill();
        check(caravan);
      }
    }
    finish(caravan);
  }

  /** Each order has another version and another list, and some orders go. */
  private synchronized void change() {
    version++;
    for (int id = 0; id < PAGES * LIMIT; id++) {
      List<String> skus = new ArrayList<>(List.of("a", "b", "c", "d", "e"));
      Collections.shuffle(skus, random);
      List<String> list = skus.subList(0, random.nextInt(skus.size() + 1));
      now.put(id, list);
      ever.put(id + " " + version, list);
    }
  }

  private synchronized String page(int number) {
    List<String> records = new ArrayList<>();
    for (int id = (number - 1) * LIMIT; id < Math.min(number * LIMIT, now.size()); id++) {
      List<String> lines = now.get(id).stream().map(sku -> "{\"sku\": \"" + sku + "\"}").toList();
      records.add("{\"id\": %d, \"v\": %d, \"lines\": %s}".formatted(id, version, lines));
    }
    return records.toString();
  }

  private void kill(Installation caravan, String node, int time) {
    Child child = caravan.startUntil(node, time);
    child.awaitLine(CrashPoint.REACHED);
    child.kill();
    check(caravan);
  }

  private void finish(Installation caravan) {
    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    check(caravan);
    assertThat(caravan.rowsOfTable("orders")).isEqualTo(PAGES * LIMIT);
    assertThat(caravan.unbalancedRuns()).isEmpty();
    long old =
        caravan.inDatabase(
            sql ->
                sql.queryForObject("select count(*) from orders where v < " + version, Long.class));
    assertThat(old).isZero();
  }

  private void check(Installation caravan) {
    if (caravan.rowsOfTable("orders") == 0) {
      assertThat(caravan.rowsOfTable("order_lines")).isZero();
      return;
    }
    Map<String, List<String>> found = new TreeMap<>();
    caravan.inDatabase(
        sql -> {
          sql.query(
              "select o.id, o.v, l.sku from orders o left join order_lines l on l.order_id = o.id"
                  + " order by o.id, l.line_no",
              row -> {
                List<String> list =
                    found.computeIfAbsent(
                        row.getLong(1) + " " + row.getLong(2), k -> new ArrayList<>());
                if (row.getString(3) != null) {
                  list.add(row.getString(3));
                }
              });
          return 0;
        });
    found.forEach((key, list) -> assertThat(list).as(key).isEqualTo(ever.get(key)));
  }
}
