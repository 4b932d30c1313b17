package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TableAssert;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Route YAML in a plain Camel context, against the sandbox API and a real database. Each run has a
 * context of its own, as after a restart of the process.
 */
abstract class PullTest {
  static final String TOKEN = "hush-5f2c+9/a=";
  static final int LIMIT = 10;
  static final String ROWS =
      "inserted + updated + unchanged + deleted + sent + quarantined + dropped - added";
  private static final Duration LONGEST_RUN =
      Duration.ofSeconds(Integer.getInteger("longest.run", 40));

  @TempDir Path directory;
  Sandbox sandbox;
  Database database;
  JdbcTemplate sql;
  String databaseUrl;
  String maxConnections = "0";
  String databaseUser = "sa";
  String databasePassword = "";

  @BeforeEach
  void open() {
    sandbox = Sandbox.start(sandboxOptions());
    if (databaseUrl == null) {
      databaseUrl = TestDatabases.migratedSqliteUrl(directory);
    }
    database = new Database(databaseUrl, databaseUser, databasePassword);
    sql = TestDatabases.jdbc(database.dataSource());
  }

  /** Goes on with a new PostgreSQL database. */
  void usePostgres() {
    database.close();
    databaseUrl = TestDatabases.migratedPostgresUrl();
    databaseUser = "postgres";
    databasePassword = "postgres";
    database = new Database(databaseUrl, databaseUser, databasePassword);
    sql = TestDatabases.jdbc(database.dataSource());
  }

  @AfterEach
  void close() {
    sandbox.close();
    database.close();
  }

  Duration longestRun() {
    return LONGEST_RUN;
  }

  SandboxOptions sandboxOptions() {
    return SandboxOptions.defaults().withToken(TOKEN).withCounts(40, 40, 40);
  }

  /** The API's bean; properties as name and value by turns, the later one stronger. */
  String api(String... properties) {
    return "- beans:\n    - name: shop\n      type: dev.caravan.api.Api\n      properties: "
        + flow(pairs(Map.of("baseUrl", sandbox.url(), "bearerToken", TOKEN), properties))
        + "\n";
  }

  /** The beginning of a pull route, up to its steps; parameters as in {@link #api}. */
  static String pull(String collection, String... parameters) {
    Map<String, String> defaults =
        Map.of(
            "api",
            "shop",
            "path",
            "/" + collection + "?limit=" + LIMIT,
            "records",
            "$.data",
            "pagination",
            "cursor");
    return "- route:\n    id: "
        + collection
        + "\n    from:\n      uri: kamelet:caravan-pull\n      parameters: "
        + flow(pairs(defaults, parameters))
        + "\n      steps:\n";
  }

  /** A step that loads into a table; parameters as in {@link #api}. */
  static String upsert(String table, String key, String... parameters) {
    Map<String, String> defaults = Map.of("table", table, "key", key, "version", "updated_at");
    return sink("caravan-upsert", pairs(defaults, parameters));
  }

  /** A step that hands records to a sink kamelet. */
  static String sink(String kamelet, Map<String, String> parameters) {
    return "        - to: {uri: 'kamelet:" + kamelet + "', parameters: " + flow(parameters) + "}\n";
  }

  /** Any steps, however far from the left margin they stand. */
  static String steps(String yaml) {
    return yaml.stripTrailing().stripIndent().indent(8);
  }

  /** The whole route of the items. */
  static String items(String... parameters) {
    return pull("items", parameters) + upsert("items", "id");
  }

  /** A context with these routes, not yet started. */
  TestContext context(boolean once, String... routes) {
    TestContext context =
        new TestContext()
            .with(
                Map.of(
                    "caravan.once",
                    String.valueOf(once),
                    "caravan.datasource.url",
                    databaseUrl,
                    "caravan.datasource.username",
                    databaseUser,
                    "caravan.datasource.password",
                    databasePassword,
                    "caravan.datasource.max-connections",
                    maxConnections));
    context.context().getShutdownStrategy().setTimeout(5);
    return context.routes(String.join("", routes));
  }

  /** Runs the stream of the items once. */
  RunOutcome run(String... routes) throws Exception {
    return run(List.of("items"), routes).get(0);
  }

  /** Runs some streams at once, each to the end of one run. */
  List<RunOutcome> run(List<String> streams, String... routes) throws Exception {
    try (TestContext context = context(true, routes).start()) {
      Schedule schedule = context.bean("caravanSchedule", Schedule.class);
      List<RunOutcome> outcomes = new ArrayList<>();
      for (String stream : streams) {
        outcomes.add(schedule.await(stream, longestRun()).orElseThrow());
      }
      return outcomes;
    }
  }

  Checkpoint checkpoint(String stream) {
    return new Checkpoints(database).find(stream).orElseThrow();
  }

  /** The latest run of a stream in the history. */
  Map<String, Object> lastRun(String stream) {
    return sql.queryForList(
            "select * from caravan_run where stream = ? order by started desc", stream)
        .get(0);
  }

  long count(String table) {
    return sql.queryForObject("select count(*) from " + table, Long.class);
  }

  /** Every item is in the table as the API has it. */
  void assertItemsComplete() {
    TableAssert.assertTable(database.dataSource(), "items").holds(sandbox.expected("items", LIMIT));
  }

  /** The run failed, and the history says why; returns the error. */
  String assertFailed(RunOutcome outcome) {
    assertThat(outcome.state()).as("%s", outcome).isEqualTo(RunState.FAILED);
    Map<String, Object> run = lastRun(outcome.stream());
    assertThat(run.get("state")).isEqualTo("failed");
    assertThat(run.get("ended")).isNotNull();
    String error = outcome.error().orElseThrow();
    assertThat(
            sql.queryForObject(
                "select error from caravan_run where run_id = ?", String.class, run.get("run_id")))
        .isEqualTo(error);
    return error;
  }

  /** The run ended without proof that it has everything, and the history says why. */
  String assertIncomplete(RunOutcome outcome) {
    assertThat(outcome.state()).as("%s", outcome).isEqualTo(RunState.INCOMPLETE);
    assertThat(lastRun(outcome.stream()))
        .containsEntry("state", "incomplete")
        .containsEntry("error", outcome.error().orElseThrow());
    return outcome.error().orElseThrow();
  }

  static void assertComplete(RunOutcome outcome) {
    assertThat(outcome.state()).as("%s", outcome).isEqualTo(RunState.COMPLETE);
  }

  /** In every run, each record that was fetched is accounted for. */
  void assertLedgersBalance() {
    assertThat(sql.queryForList("select * from caravan_run where fetched <> " + ROWS)).isEmpty();
  }

  /** The pages asked for, in order of arrival. */
  List<Integer> pagesRequested() {
    return sandbox.traffic().requests("items").stream().map(SeenRequest::page).toList();
  }

  /** The time between two requests for items, the first being 1. */
  Duration gapBefore(int request) {
    List<SeenRequest> seen = sandbox.traffic().requests("items");
    return Duration.ofNanos(seen.get(request - 1).nanos() - seen.get(request - 2).nanos());
  }

  static Map<String, String> pairs(Map<String, String> defaults, String... pairs) {
    Map<String, String> all = new HashMap<>(defaults);
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return all;
  }

  private static String flow(Map<String, String> values) {
    List<String> quoted = new ArrayList<>();
    values.forEach((name, value) -> quoted.add(name + ": '" + value.replace("'", "''") + "'"));
    return "{" + String.join(", ", quoted) + "}";
  }
}
