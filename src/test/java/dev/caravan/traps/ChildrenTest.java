package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.testing.TableAssert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A stream that runs once per record of another: the lines of each order, two on a page, so that
 * most orders have several.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class ChildrenTest extends PullTest {
  private static final int ORDERS = 30;
  private static final List<String> BOTH = List.of("orders", "lines");
  private static final int GONE = 410;

  @Override
  SandboxOptions sandboxOptions() {
    return super.sandboxOptions().withCounts(0, ORDERS, 0);
  }

  static String lines(String... parameters) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "path", "/orders/{order_id}/lines?limit=2",
                "parentTable", "orders",
                "parentKey", "order_id",
                "parentStream", "orders"));
    all.addAll(List.of(parameters));
    return pull("lines", all.toArray(String[]::new))
            .replace("kamelet:caravan-pull", "kamelet:caravan-pull-children")
        + upsert("lines", "line_id");
  }

  static String orders() {
    return pull("orders") + upsert("orders", "order_id", "deleted", "deleted");
  }

  @Test
  void bringsTheRecordsOfEachParentAgainInTheSecondWave() throws Exception {
    bringsBothWaves();
    assertThat(rememberedParents()).as("full scans have nothing to remember").isZero();
  }

  @Test
  void bringsTheSameIntoPostgres() throws Exception {
    usePostgres();
    bringsBothWaves("parentVersion", "updated_at", "watermark", "updated_at");
    assertThat(rememberedParents()).isEqualTo(livingOrders());
  }

  private void bringsBothWaves(String... parameters) throws Exception {
    runBoth(parameters);
    assertLines();

    sandbox.shop().secondWave();
    sandbox.shop().insert("orders", 3);
    runBoth(parameters);
    assertLines();
    assertLedgersBalance();
    assertThat(checkpoint("lines").scan()).isEmpty();
    assertThat(checkpoint("lines").lastSuccess()).isPresent();
  }

  @Test
  void bringsTheSameThroughFaults() throws Exception {
    sandbox.faults().on("lines").page(2).times(1).respond(429).retryAfterSeconds(1);
    sandbox.faults().on("lines").page(1).times(2).respond(500);
    sandbox.faults().on("lines").page(1).times(1).cutOff();
    sandbox.faults().on("lines").page(2).duplicates(1);
    runBoth("parallel", "3");
    assertLines();
    assertLedgersBalance();
    assertThat((Long) lastRun("lines").get("retries")).isEqualTo(4);
  }

  @Test
  void visitsOnlyParentsThatAreNewOrChanged() throws Exception {
    runBoth("parentVersion", "updated_at");
    assertThat(rememberedParents()).isEqualTo(ORDERS);

    sandbox.shop().update("orders", "O-000007", order -> order.put("status", "changed"));
    sandbox.shop().insert("orders", 2);
    sandbox.traffic().clear();
    runBoth("parentVersion", "updated_at");
    assertLines();
    assertThat(parentsAskedFor()).isEqualTo(1 + 2);

    sandbox.traffic().clear();
    runBoth("parentVersion", "updated_at");
    assertThat(parentsAskedFor()).isZero();
    assertThat(lastRun("lines").get("state")).isEqualTo("complete");
  }

  @Test
  void eachParentHasAWatermarkOfItsOwn() throws Exception {
    String[] since = {"watermark", "updated_at", "watermarkParam", "updated_after"};
    String exclusive = "watermarkBoundary";
    runBoth(since[0], since[1], since[2], since[3], exclusive, "exclusive");
    assertLines();

    // Older than the marks of most other parents, and yet new to this one.
    String watermark = watermarkOf("O-000007");
    sandbox
        .shop()
        .update(
            "orders",
            "O-000007",
            Instant.parse(watermark).plusSeconds(1),
            order -> order.put("status", "late"));
    runBoth(since[0], since[1], since[2], since[3], exclusive, "exclusive");
    assertLines();
    long linesOfOne =
        sandbox.shop().expectedLines().values().stream()
            .filter(line -> line.get("order_id").textValue().equals("O-000007"))
            .count();
    assertThat((Long) lastRun("lines").get("updated")).isEqualTo(linesOfOne);
  }

  @Test
  void aFilterThatIsIgnoredIsSaidOnceForAllParents() throws Exception {
    String[] ignored = {"watermark", "updated_at", "watermarkParam", "modified_since"};
    runBoth(ignored);
    assertThat(lastRun("lines").get("notes")).isNull();
    // Lines of one order are of one time; what comes is to be older than what was asked for.
    sql.update("update caravan_parent set watermark = '2999-01-01T00:00:00Z'");

    runBoth(ignored);

    assertThat(String.valueOf(lastRun("lines").get("notes")))
        .containsOnlyOnce("asked for what is new since 2999-01-01T00:00:00Z by modified_since")
        .contains("upper bound");
  }

  @Test
  void aParentThatIsGoneIsSaidAndNoFailure() throws Exception {
    run(List.of("orders"), api(), orders()).forEach(PullTest::assertComplete);
    Map<String, JsonNode> expected = sandbox.shop().expectedLines();
    for (String gone : List.of("O-000003", "O-000011")) {
      sandbox.shop().remove("orders", gone);
      expected.values().removeIf(line -> line.get("order_id").textValue().equals(gone));
    }
    runBoth();
    TableAssert.assertTable(database.dataSource(), "lines").keyedBy("line_id").holds(expected);
    assertThat(String.valueOf(lastRun("lines").get("notes")))
        .isEqualTo("2 parents are gone (404 or 410): O-000003, O-000011");
    assertLedgersBalance();
  }

  @Test
  void whereTheApiKnowsNoParentThePathIsWrongAndNothingCountsAsVisited() throws Exception {
    sandbox.faults().on("lines").respond(404);
    RunOutcome outcome = run(BOTH, api(), orders(), lines("parentVersion", "updated_at")).get(1);
    assertThat(assertFailed(outcome))
        .contains("404 or 410 for each of the first", "O-000001", "check path /orders/{order_id}/");
    assertThat(rememberedParents()).isZero();

    sandbox.faults().clear();
    runBoth("parentVersion", "updated_at");
    assertLines();
  }

  @Test
  void aWrongPathIsNoCompleteRunHoweverFewParentsThereAre() throws Exception {
    run(List.of("orders"), api(), orders()).forEach(PullTest::assertComplete);
    sql.execute("delete from orders where order_id > 'O-000003'");
    sandbox.faults().on("lines").respond(404);

    assertThat(assertFailed(run(List.of("lines"), api(), lines("parentStream", "")).get(0)))
        .contains("404 or 410 for each of the 3 parents", "check path /orders/{order_id}/");
  }

  @Test
  void aPageThatIsMissingInTheMiddleIsNotTheEnd() throws Exception {
    sandbox.faults().on("lines").page(2).times(1).respond(404);
    runBoth("parallel", "1");
    assertLines();

    sandbox.faults().on("lines").page(2).respond(404);
    RunOutcome outcome = run(BOTH, api(), orders(), lines("parallel", "1")).get(1);
    assertThat(outcome.isSuccess()).isFalse();
    assertThat(outcome.error().orElseThrow()).contains("status 404");
  }

  @Test
  void pausesAfterItsPagesAndGoesOnAtParentAndPage() throws Exception {
    int runs = 0;
    String[] routes = {api(), orders(), lines("maxPages", "16", "parallel", "3")};
    List<RunOutcome> outcomes = run(BOTH, routes);
    while (outcomes.get(1).state() == RunState.PAUSED && runs++ < 20) {
      assertThat(checkpoint("lines").position().orElseThrow()).hasSizeLessThan(2000);
      outcomes = run(BOTH, routes);
    }
    assertComplete(outcomes.get(1));
    assertLines();
    long pages =
        sql.queryForObject("select sum(pages) from caravan_run where stream = 'lines'", Long.class);
    assertThat(sandbox.traffic().requests("lines")).as("no page twice").hasSize((int) pages);
  }

  @Test
  void aParentWhosePositionHasExpiredStartsAgainAndNoOther() throws Exception {
    String[] paused = {"maxPages", "6", "parallel", "3"};
    assertThat(run(BOTH, api(), orders(), lines(paused)).get(1).state()).isEqualTo(RunState.PAUSED);
    assertThat(checkpoint("lines").position().orElseThrow()).contains("\"position\"");
    sandbox.faults().expireCursors("lines", GONE);

    runBoth();
    assertLines();
    assertThat(lastRun("lines").get("notes")).isNull();
  }

  @Test
  void recordsCarryTheKeyOfTheirParent() throws Exception {
    runBoth("parentField", "of_order");
    assertThat(
            sql.queryForObject(
                "select count(*) from lines where of_order = order_id and of_order is not null",
                Long.class))
        .isEqualTo(sandbox.shop().expectedLines().size());
  }

  @Test
  void parentsThatAreMarkedAsDeletedAreNotVisitedAndForgotten() throws Exception {
    runBoth("parentVersion", "updated_at");
    sandbox.shop().delete("orders", "O-000005");
    sandbox.traffic().clear();
    runBoth("parentVersion", "updated_at");
    assertThat(parentsAskedFor()).isZero();
    assertThat(
            sql.queryForList(
                "select parent from caravan_parent where stream = 'lines'", String.class))
        .hasSize(ORDERS - 1)
        .doesNotContain("O-000005");
  }

  @Test
  void noParentAtAllIsACompleteScan() throws Exception {
    sql.execute("create table orders (order_id varchar(20) primary key)");
    assertComplete(run(List.of("lines"), api(), lines("parentStream", "")).get(0));
    assertThat(checkpoint("lines").lastSuccess()).isPresent();
    assertThat(sandbox.traffic().requests()).isEmpty();
  }

  @Test
  void noMoreRequestsAreUnderWayThanRunInParallel() throws Exception {
    Duration slow = Duration.ofMillis(500);
    sandbox.faults().on("lines").requests(1, 8).slow(slow);
    runBoth("parallel", "4");
    List<Long> starts =
        sandbox.traffic().requests("lines").stream().map(SeenRequest::nanos).limit(8).toList();
    assertThat(starts.get(3) - starts.get(0)).as("four at once").isLessThan(slow.toNanos());
    assertThat(starts.get(4) - starts.get(0)).as("not five").isGreaterThanOrEqualTo(slow.toNanos());
  }

  private void runBoth(String... parameters) throws Exception {
    run(BOTH, api(), orders(), lines(parameters)).forEach(PullTest::assertComplete);
  }

  private long parentsAskedFor() {
    return sandbox.traffic().requests("lines").stream().filter(seen -> seen.page() == 1).count();
  }

  private long rememberedParents() {
    return count("caravan_parent");
  }

  private long livingOrders() {
    return sql.queryForObject("select count(*) from orders where _deleted is null", Long.class);
  }

  private String watermarkOf(String parent) {
    return sql.queryForObject(
        "select watermark from caravan_parent where parent = ?", String.class, parent);
  }

  private void assertLines() {
    TableAssert.assertTable(database.dataSource(), "lines")
        .keyedBy("line_id")
        .holds(sandbox.shop().expectedLines());
  }
}
