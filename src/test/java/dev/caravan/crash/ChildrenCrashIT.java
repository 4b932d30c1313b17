package dev.caravan.crash;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * For a stream that runs once per parent: its process is killed again and again. Rows, checkpoint
 * and what is remembered of each parent are committed together or not at all, and each process goes
 * on at the parents and pages where the one before it was. {@code -Dcrash.kills=20} kills more
 * often.
 */
@Execution(ExecutionMode.CONCURRENT)
class ChildrenCrashIT {
  private static final int ORDERS = 150;
  private static final int PARALLEL = 4;
  private static final int RANDOM_KILLS = Integer.getInteger("crash.kills", 2);

  /** The round being written and the one fetched ahead. */
  private static final int IN_FLIGHT = 2 * PARALLEL;

  private static final List<String> NODES =
      List.of("send-http", "merge-rows", "move-checkpoint", "page-transaction");

  private static final String ROUTES =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}", bearerToken: "{{shop.token}}"}
      - route:
          id: lines
          from:
            uri: kamelet:caravan-pull-children
            parameters:
              api: shop
              path: "/orders/{order_id}/lines?limit=2"
              parentTable: orders
              parentKey: order_id
              parentVersion: updated_at
              records: $.data
              pagination: cursor
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: lines, key: line_id, version: updated_at}
      """;

  private static final String SETBACKS =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}", maxRetries: 0}
      - route:
          id: lines
          from:
            uri: kamelet:caravan-pull-children
            parameters:
              api: shop
              path: "/orders/{order_id}/lines"
              parentTable: orders
              parentKey: order_id
              parallel: 2
              records: $.data
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: lines, key: line_id}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults()
              .withCounts(0, ORDERS, 0)
              .withToken(Installation.TOKEN)
              .withPreset(s -> s.faults().on("lines").slow(Duration.ofMillis(20))));
  private Installation caravan;
  private int kills;

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void bringsTheRecordsOfEveryParentOnceIntoSqliteHoweverOftenItIsKilled() {
    killAllTheWay(Installation.onSqlite(processes));
  }

  @Test
  void bringsTheRecordsOfEveryParentOnceIntoPostgresHoweverOftenItIsKilled() {
    killAllTheWay(Installation.onPostgres(processes));
  }

  @Test
  void aParentThatFailsIsCountedRightlyHoweverOftenItIsKilled() {
    List<String> asked = new CopyOnWriteArrayList<>();
    try (LoopbackServer api =
        LoopbackServer.start(
            sent -> {
              String parent = sent.uri().getPath().split("/")[2];
              asked.add(parent);
              return parent.equals("3")
                  ? Reply.status(400, "{}")
                  : Reply.json("{\"data\": [{\"line_id\": \"%s-1\"}]}".formatted(parent));
            })) {
      caravan = Installation.onSqlite(processes).of(SETBACKS, "shop.url=" + api.url());
      caravan.inDatabase(
          sql -> {
            sql.execute("create table orders (order_id bigint primary key)");
            return sql.batchUpdate(
                "insert into orders values (?)",
                IntStream.rangeClosed(1, 8).mapToObj(id -> new Object[] {id}).toList());
          });
      // After the round of its first failure, of its second, and within that of its last.
      killAfter("page-transaction", 2);
      killAfter("page-transaction", 3);
      killAfter("move-checkpoint", 1);

      assertThat(caravan.start("run", "--once").exitCode()).isEqualTo(1);
    }
    List<String> errors =
        caravan.inDatabase(
            sql ->
                sql.queryForList(
                    "select error from caravan_run where state = 'incomplete'", String.class));
    assertThat(errors)
        .singleElement()
        .asString()
        .contains("1 parent was set aside", "3 after 3 attempts: ", "status 400");
    assertThat(caravan.rowsOfTable("lines")).isEqualTo(7);
    assertThat(asked.stream().filter("3"::equals).count()).isBetween(3L, 6L);
    assertThat(caravan.unbalancedRuns()).isEmpty();
  }

  private void killAllTheWay(Installation installation) {
    caravan = installation.of(ROUTES, "shop.url=" + sandbox.url());
    fillOrders();
    long seed = Long.getLong("crash.seed", System.nanoTime());
    System.out.println(
        "ChildrenCrashIT: -Dcrash.seed=" + seed + " repeats the moments of this test");
    for (Runnable kill : kills(new Random(seed))) {
      kill.run();
      kills++;
      checkWhatTheKillLeft();
    }
    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    checkTheEnd();
  }

  private void fillOrders() {
    caravan.inDatabase(
        sql -> {
          sql.execute(
              "create table orders (order_id varchar(20) primary key, updated_at varchar(40))");
          return sql.batchUpdate(
              "insert into orders values (?, 'v1')",
              sandbox.shop().expected("orders").keySet().stream()
                  .map(id -> new Object[] {id})
                  .toList());
        });
  }

  private List<Runnable> kills(Random random) {
    List<Runnable> all = new ArrayList<>(Collections.nCopies(RANDOM_KILLS, () -> killAt(random)));
    NODES.forEach(node -> all.add(() -> killAfter(node, 3)));
    Collections.shuffle(all, random);
    return all;
  }

  private void killAt(Random random) {
    int requests = random.nextInt(10);
    int before = sandbox.traffic().requests().size();
    Child child = caravan.start("run", "--once");
    Awaitility.await(requests + " requests")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(2))
        .failFast("the process ended first", () -> !child.isAlive())
        .until(() -> sandbox.traffic().requests().size() >= before + requests);
    assertThat(child.endsWithin(Duration.ofMillis(random.nextInt(60)))).as("ended").isFalse();
    child.kill();
  }

  private void killAfter(String node, int time) {
    Child child = caravan.startUntil(node, time);
    child.awaitLine(CrashPoint.REACHED);
    child.kill();
  }

  /** Rows and ledger tell the same, and a parent that is remembered has all its lines. */
  private void checkWhatTheKillLeft() {
    caravan.awaitNoConnection();
    assertThat(caravan.rowsOfTable("lines"))
        .as("rows in the table, and in the ledger, after kill %d", kills)
        .isEqualTo(caravan.sumOfRuns("inserted"));
    assertThat(sandbox.traffic().requests("lines").size())
        .as("requests after kill %d", kills)
        .isLessThanOrEqualTo((int) caravan.sumOfRuns("pages") + IN_FLIGHT * kills);
    if (caravan.rowsOfTable("caravan_parent") == 0 || caravan.rowsOfTable("lines") == 0) {
      return;
    }
    List<String> remembered =
        caravan.inDatabase(
            sql -> sql.queryForList("select parent from caravan_parent", String.class));
    List<String> lines =
        caravan.inDatabase(sql -> sql.queryForList("select line_id from lines", String.class));
    assertThat(lines)
        .as("lines of the parents that count as complete after kill %d", kills)
        .containsAll(
            sandbox.shop().expectedLines().values().stream()
                .filter(line -> remembered.contains(line.get("order_id").textValue()))
                .map(line -> line.get("line_id").textValue())
                .toList());
  }

  private void checkTheEnd() {
    assertTable(caravan.dataSource(), "lines")
        .keyedBy("line_id")
        .holds(sandbox.shop().expectedLines());
    assertThat(caravan.unbalancedRuns()).isEmpty();
    assertThat(caravan.sumOfRuns("inserted")).isEqualTo(sandbox.shop().expectedLines().size());
    assertThat(caravan.sumOfRuns("updated") + caravan.sumOfRuns("unchanged")).isZero();
    assertThat(caravan.rowsOfTable("caravan_parent")).isEqualTo(ORDERS);
    List<String> states = caravan.runStates();
    assertThat(states.get(states.size() - 1)).isEqualTo("complete");
    assertThat(states.subList(0, states.size() - 1)).containsOnly("interrupted");
    assertThat(sandbox.traffic().requests("lines").size())
        .as("requests of all processes")
        .isLessThanOrEqualTo((int) caravan.sumOfRuns("pages") + IN_FLIGHT * kills);
  }
}
