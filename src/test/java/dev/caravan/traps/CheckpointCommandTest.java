package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.cli.CaravanCommand;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** {@code ./caravan checkpoint} on a database that runs have written to. */
@Isolated("takes the process's own output")
class CheckpointCommandTest extends PullTest {
  private String out = "";

  @BeforeEach
  @Override
  void open() {
    databaseUrl = TestDatabases.migratedPostgresUrl();
    databaseUser = "postgres";
    databasePassword = "postgres";
    super.open();
  }

  @Test
  void showsTheCheckpointAsJson() throws Exception {
    assertComplete(run(api(), items()));
    assertThat(caravan("checkpoint", "show", "items")).isZero();
    assertThat(out.strip().lines()).hasSizeGreaterThan(5);
    JsonNode shown = new ObjectMapper().readTree(out);
    assertThat(caravan("checkpoint", "show", "items", "--json")).isZero();
    assertThat(out.strip().lines()).hasSize(1);
    assertThat(new ObjectMapper().readTree(out)).isEqualTo(shown);
    assertThat(shown.path("stream").asText()).isEqualTo("items");
    assertThat(shown.path("version").asLong()).isEqualTo(checkpoint("items").version());
  }

  @Test
  void changesNothingWithoutATerminalAndWithoutYes() throws Exception {
    assertComplete(run(api(), items()));
    long version = checkpoint("items").version();
    for (List<String> verb :
        List.of(
            List.of("checkpoint", "set", "items", "--cursor", "x"),
            List.of("checkpoint", "reset", "items"))) {
      assertThat(caravan(verb.toArray(String[]::new))).isEqualTo(2);
      assertThat(out).contains("there is no terminal").contains("say --yes");
    }
    assertThat(checkpoint("items").version()).isEqualTo(version);
    assertThat(count("caravan_checkpoint_change")).isZero();
  }

  @Test
  void wrongUsageIsSaidAndExitsWithTwo() {
    assertThat(caravan("checkpoint", "show", "nobody")).isEqualTo(2);
    assertThat(out).contains("stream nobody has no checkpoint on this database; there are []");
    assertThat(caravan("checkpoint", "set", "items", "--yes")).isEqualTo(2);
    assertThat(caravan("checkpoint", "set", "items", "--yes", "--cursor", "a", "--watermark", "b"))
        .isEqualTo(2);
    assertThat(caravan("checkpoint")).isEqualTo(2);
  }

  @Test
  void everyChangeIsKeptWithTheStateBefore() throws Exception {
    assertComplete(run(api(), items("watermark", "updated_at", "watermarkParam", "updated_after")));
    String before = state();
    assertThat(
            caravan("checkpoint", "set", "items", "--yes", "--watermark", "2025-01-01T00:00:00Z"))
        .isZero();
    assertThat(checkpoint("items").watermark()).contains("2025-01-01T00:00:00Z");
    String between = state();
    assertThat(caravan("checkpoint", "reset", "items", "--yes")).isZero();
    assertThat(checkpoint("items").watermark()).isEmpty();
    List<Map<String, Object>> changes =
        sql.queryForList("select * from caravan_checkpoint_change order by id");
    assertThat(changes).extracting(row -> row.get("old_state")).containsExactly(before, between);
    assertThat(changes).extracting(row -> row.get("new_state")).containsExactly(between, state());
    assertThat(changes)
        .extracting(row -> row.get("action"))
        .containsExactly("set watermark", "reset");
    assertComplete(run(api(), items("watermark", "updated_at", "watermarkParam", "updated_after")));
    assertItemsComplete();
  }

  @Test
  void aResetForgetsWhatIsKnownOfEachParent() throws Exception {
    assertComplete(run(api(), items()));
    sql.update("insert into caravan_parent (stream, parent) values ('items', '1'), ('lines', '1')");

    assertThat(caravan("checkpoint", "reset", "items", "--yes")).isZero();

    assertThat(sql.queryForList("select stream from caravan_parent", String.class))
        .containsExactly("lines");
  }

  @Test
  void aRunUnderWayGivesWayAndTheNextOneBeginsWhereItWasSet() throws Exception {
    sandbox.faults().on("changes").slow(Duration.ofMillis(300));
    String route = FeedsTest.route("seq");
    try (TestContext context = context(true, api(), route).start()) {
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> sandbox.traffic().requests("changes").size() >= 3);
      assertThat(caravan("checkpoint", "set", "changes", "--yes", "--cursor", "7")).isZero();
      RunOutcome outcome =
          context
              .bean("caravanSchedule", Schedule.class)
              .await("changes", Duration.ofSeconds(30))
              .orElseThrow();
      assertThat(assertFailed(outcome)).contains("its checkpoint is no longer at version");
    }
    assertThat(checkpoint("changes").lastCursor()).contains("7");
    sandbox.faults().clear();
    sandbox.traffic().clear();
    assertComplete(run(List.of("changes"), api(), route).get(0));
    assertThat(sandbox.traffic().requests("changes").get(0).query()).endsWith("since=7");
    assertItemsComplete();
  }

  private String state() {
    return sql.queryForObject(
        "select state from caravan_checkpoint where stream = 'items'", String.class);
  }

  /** Runs a verb in this process; what it wrote, to both streams, is in {@code out}. */
  private int caravan(String... verb) {
    List<String> arguments = new ArrayList<>(List.of(verb));
    Map.of(
            "caravan.datasource.url", databaseUrl,
            "caravan.datasource.username", databaseUser,
            "caravan.datasource.password", databasePassword,
            "camel.management.enabled", "false")
        .forEach((key, value) -> arguments.addAll(List.of("-D", key + "=" + value)));
    PrintStream usualOut = System.out;
    PrintStream usualErr = System.err;
    ByteArrayOutputStream written = new ByteArrayOutputStream();
    PrintStream here = new PrintStream(written, true, StandardCharsets.UTF_8);
    System.setOut(here);
    System.setErr(here);
    try {
      return CaravanCommand.execute(verb.length > 1 ? arguments.toArray(String[]::new) : verb);
    } finally {
      System.setOut(usualOut);
      System.setErr(usualErr);
      String all = "\n" + written.toString(StandardCharsets.UTF_8);
      // The log stands before it.
      out = all.substring(Math.max(0, all.lastIndexOf("\n{")));
    }
  }
}
