package dev.caravan.crash;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several processes with the same routes on one PostgreSQL. */
class NodesIT {
  private static final int STREAMS = 4;
  private static final int PAGES = 60;
  private static final int LIMIT = 20;

  private static final String API =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties: {baseUrl: "{{shop.url}}", bearerToken: "{{shop.token}}"}
      """;
  private static final String ROUTE =
      """
      - route:
          id: STREAM
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: "/items?limit=20", records: $.data, pagination: cursor, every: EVERY}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: STREAM, key: id, version: updated_at}
      """;

  @RegisterExtension final Processes processes = new Processes();

  /** Slow, so that all streams run while nodes come and go. */
  private final Sandbox sandbox =
      Sandbox.start(
          SandboxOptions.defaults()
              .withCounts(PAGES * LIMIT, 0, 0)
              .withToken(Installation.TOKEN)
              .withPreset(s -> s.faults().on("items").slow(Duration.ofMillis(250))));

  private final List<String> streams =
      IntStream.range(0, STREAMS).mapToObj(i -> "stream" + i).toList();

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void nodesShareTheStreamsAndTakeOverFromOneThatIsPaused() throws Exception {
    Installation caravan =
        Installation.onPostgres(processes)
            .of(
                API + streams.stream().map(this::route).collect(Collectors.joining()),
                "shop.url=" + sandbox.url(),
                "caravan.cluster.lease=3s");
    Child one = caravan.start("run", "-D", "caravan.node=one");
    one.awaitLine("node one runs 4 of 4 streams");
    Child two = caravan.start("run", "-D", "caravan.node=two");
    two.awaitLine("node two runs 2 of 4 streams");
    Child status = caravan.start("status");
    assertThat(status.exitCode()).isZero();
    assertThat(status.count("is with node     two")).isEqualTo(2);

    // Its connections stay open, and it knows nothing of the time that passes.
    signal(one, "STOP");
    two.awaitLine("node two runs 4 of 4 streams");
    Child once = caravan.start("run", "--once", "stream0");
    assertThat(once.exitCode()).isEqualTo(1);
    assertThat(once.count("another process runs stream stream0 on this database")).isPositive();
    signal(one, "CONT");
    one.awaitLine("begins anew");

    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> completeStreams(caravan).containsAll(streams));
    one.terminate();
    two.terminate();
    one.exitCode();
    two.exitCode();
    for (String stream : streams) {
      assertTable(caravan.dataSource(), stream).holds(sandbox.shop().expected("items"));
    }
    assertThat(caravan.runStates()).containsOnly("complete", "interrupted");
    assertThat(caravan.unbalancedRuns()).isEmpty();
    assertThat(caravan.sumOfRuns("inserted")).isEqualTo(STREAMS * PAGES * LIMIT);
    assertThat(caravan.sumOfRuns("pages")).isEqualTo(STREAMS * PAGES);
    // Those of the one that stood still were ended with its sessions, which it may say.
    assertThat(two.count("ERROR")).as("%s", two.log()).isZero();
    assertThat(caravan.rowsOfTable("caravan_node")).isZero();
  }

  /** Camel lets one route alone read from an endpoint, so no two may have the same parameters. */
  private String route(String stream) {
    return ROUTE.replace("STREAM", stream).replace("EVERY", 60 + streams.indexOf(stream) + "m");
  }

  private static List<String> completeStreams(Installation caravan) {
    return caravan
        .inDatabase(
            sql ->
                sql.queryForList(
                    "select distinct stream from caravan_run where state = 'complete'"))
        .stream()
        .map(Map::values)
        .map(values -> values.iterator().next().toString())
        .toList();
  }

  private static void signal(Child child, String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(child.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }
}
