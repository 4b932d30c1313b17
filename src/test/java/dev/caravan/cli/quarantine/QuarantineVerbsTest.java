package dev.caravan.cli.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.database.Database;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.TestDatabases;
import dev.caravan.testing.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code ./caravan quarantine} on records that a real run could not load. */
@Timeout(180)
class QuarantineVerbsTest {
  private static final String BEANS =
      """
      - beans:
          - name: shop
            type: dev.caravan.api.Api
            properties:
              baseUrl: "%s"
      """;
  private static final String PEOPLE =
      """
      - route:
          id: people
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /people}
            steps:
      %s        - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: people, key: id, %s}
      """;
  private static final String PLAIN = "";
  private static final String VERSIONED = "version: v, required: city";

  @TempDir Path directory;
  private LoopbackServer api;
  private String records = "[]";

  @BeforeEach
  void prepare() throws IOException {
    Files.createDirectory(directory.resolve("routes"));
    Files.createFile(directory.resolve("none.properties"));
    api = LoopbackServer.start(request -> Reply.json(records));
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void listsShowsAndDiscardsAndKeepsATraceOfIt() throws IOException {
    route(PLAIN, VERSIONED);
    pull(
        "[{\"id\": 1, \"v\": 1, \"city\": \"Bern\"}, {\"id\": 2, \"v\": 1, \"x\": \"\\u001b[31m\"}]");

    Verb list = caravan("quarantine", "list");
    assertThat(list.code()).isZero();
    assertThat(list.out())
        .contains("1  ", "missing_required  people to people", "the field is required");
    assertThat(caravan("quarantine", "list", "--reason", "wrong_type").out())
        .contains("No records in quarantine.");
    assertThat(caravan("quarantine", "list", "--json").out())
        .contains("\"reason\" : \"missing_required\"");
    Verb show = caravan("quarantine", "show", "1");
    assertThat(show.code()).isZero();
    assertThat(show.out()).contains("\"id\":2", "page").doesNotContain("\u001b");
    assertThat(caravan("quarantine", "show", "7").code()).isEqualTo(1);
    assertThat(caravan("quarantine", "discard").code()).isEqualTo(2);
    assertThat(caravan("quarantine", "discard", "7").code()).isEqualTo(1);

    assertThat(caravan("quarantine", "discard", "1").out()).contains("1 record discarded");

    assertThat(caravan("quarantine", "list").out()).contains("No records in quarantine.");
    assertThat(caravan("quarantine", "list", "--all").out()).contains("discarded");
    Verb retry = caravan("quarantine", "retry", "1");
    assertThat(retry.code()).isEqualTo(1);
    assertThat(retry.out()).contains("it was discarded before");
    assertThat(rows("select outcome, record from caravan_quarantine")).hasSize(1);
  }

  @Test
  void aRetryGoesThroughTheStepsOfTheRouteAsTheyAreNow() throws IOException {
    route(PLAIN, VERSIONED);
    pull(
        "[{\"id\": 1, \"v\": 1, \"city\": \"Bern\"}, {\"id\": 2, \"v\": 1, \"town\": \"Chur\", \"n\": 12.50}]");
    Verb before = caravan("quarantine", "retry", "--all");
    assertThat(before.code()).isEqualTo(1);
    assertThat(before.out()).contains("still in quarantine: missing_required", "0 of 1");
    assertThat(rows("select attempts, outcome from caravan_quarantine"))
        .singleElement()
        .satisfies(row -> assertThat(((Number) row.get("attempts")).longValue()).isEqualTo(1))
        .satisfies(row -> assertThat(row.get("outcome")).isNull());

    route(renaming("town", "city"), VERSIONED);
    Verb after = caravan("quarantine", "retry", "--all");

    assertThat(after.out()).contains("it is in people", "1 of 1 records loaded");
    assertThat(after.code()).isZero();
    assertThat(rows("select city, n from people where id = 2"))
        .singleElement()
        .satisfies(row -> assertThat(row.get("city")).isEqualTo("Chur"))
        .satisfies(row -> assertThat(row.get("n")).hasToString("12.50"));
    assertThat(rows("select outcome, decided_at, decided_run from caravan_quarantine").get(0))
        .containsEntry("outcome", "retried")
        .doesNotContainValue(null);
    assertThat(rows("select * from caravan_run")).hasSize(1);
  }

  /** A step that takes a field away would find nothing the second time. */
  @Test
  void stepsSeeTheRecordAsItWasBeforeThem() throws IOException {
    route(renaming("town", "city"), VERSIONED);
    pull("[{\"id\": 1, \"v\": 1, \"town\": \"Bern\"}, {\"v\": 1, \"town\": \"Chur\", \"nr\": 2}]");
    assertThat(rows("select record, before_steps from caravan_quarantine").get(0))
        .containsEntry("record", "{\"v\":1,\"nr\":2,\"city\":\"Chur\"}")
        .containsEntry("before_steps", "{\"v\":1,\"town\":\"Chur\",\"nr\":2}");

    route(renaming("town", "city") + renaming("nr", "id"), VERSIONED);
    Verb retry = caravan("quarantine", "retry", "1");

    assertThat(retry.out()).contains("it is in people");
    assertThat(rows("select city from people where id = 2").get(0)).containsEntry("city", "Chur");
  }

  @Test
  void aRetryNeverReplacesANewerVersion() throws IOException {
    route(PLAIN, VERSIONED);
    pull("[{\"id\": 1, \"v\": 5}, {\"id\": 2, \"v\": 1, \"city\": \"Bern\"}]");
    try (Database database = TestDatabases.sqlite(directory)) {
      // Brought by something else, so that it heals nothing.
      database.jdbc().update("insert into people (id, v, city) values (1, 7, 'Sion')");
    }
    route(PLAIN, "version: v");

    assertThat(caravan("quarantine", "retry", "1").code()).isZero();

    assertThat(rows("select city, v from people where id = 1").get(0))
        .containsEntry("city", "Sion");
  }

  @Test
  void withoutAVersionARecordOfAnUnknownKeyReplacesNothing() throws IOException {
    route(PLAIN, "required: city");
    pull("[{\"nr\": 1, \"city\": \"Chur\"}, {\"id\": 1, \"city\": \"Bern\"}]");
    route(renaming("nr", "id"), "required: city");

    Verb retry = caravan("quarantine", "retry", "1");

    assertThat(retry.code()).isEqualTo(1);
    assertThat(retry.out()).contains("no version says which is newer");
    assertThat(rows("select city from people")).containsExactly(Map.of("city", "Bern"));
    assertThat(rows("select outcome from caravan_quarantine").get(0))
        .containsEntry("outcome", null);
  }

  @Test
  void maskedFieldsStayMaskedAndAreNotMaskedTwice() throws IOException {
    String masked = "required: city, mask: 'id:hmac, phone:last4'";
    route(PLAIN, masked);
    pull("[{\"id\": \"jane\", \"phone\": \"0791234567\"}, {\"id\": \"joe\", \"city\": \"Bern\"}]");
    String kept = String.valueOf(rows("select record from caravan_quarantine"));
    assertThat(kept).doesNotContain("jane", "079123");
    assertThat(caravan("quarantine", "show", "1").out()).doesNotContain("jane", "079123");

    route(PLAIN, "mask: 'id:hmac, phone:last4'");
    assertThat(caravan("quarantine", "retry", "1").code()).isZero();

    assertThat(rows("select id from people where phone is not null"))
        .singleElement()
        .satisfies(row -> assertThat(kept).contains(String.valueOf(row.get("id"))));
  }

  @Test
  void whatStepsChangedAndAMaskHidesIsNotTriedAgain() throws IOException {
    String masked = "required: city, mask: 'phone:last4'";
    route(renaming("tel", "phone"), masked);
    pull("[{\"id\": 1, \"tel\": \"0791234567\"}, {\"id\": 2, \"city\": \"Bern\"}]");
    assertThat(String.valueOf(rows("select * from caravan_quarantine"))).doesNotContain("079123");

    Verb retry = caravan("quarantine", "retry", "1");

    assertThat(retry.code()).isEqualTo(1);
    assertThat(retry.out()).contains("what it was before the route's steps is not known");
    assertThat(rows("select outcome from caravan_quarantine").get(0))
        .containsEntry("outcome", null);
  }

  @Test
  void aStepThatFailsLeavesTheRecordWhereItIs() throws IOException {
    route(PLAIN, VERSIONED);
    pull("[{\"id\": 1, \"v\": 5, \"town\": \"a\"}, {\"id\": 2, \"v\": 1, \"city\": \"Bern\"}]");
    route(
        renaming("town", "city"),
        VERSIONED
            + "}\n        - throwException: {exceptionType: java.lang.IllegalStateException, message:"
            + " no more");

    Verb retry = caravan("quarantine", "retry", "1");

    assertThat(retry.code()).isEqualTo(1);
    assertThat(retry.out()).contains("still in quarantine: no more");
    assertThat(rows("select id from people")).hasSize(1);
    assertThat(rows("select outcome, last_error from caravan_quarantine").get(0))
        .containsEntry("outcome", null)
        .containsEntry("last_error", "no more");
  }

  /** Workers and timers of the same files do nothing meanwhile, and no broker is needed. */
  @Test
  void nothingElseRunsWhileARecordIsTriedAgain() throws IOException {
    route(PLAIN, VERSIONED);
    pull("[{\"id\": 1, \"v\": 5}, {\"id\": 2, \"v\": 1, \"city\": \"Bern\"}]");
    int asked = api.requests().size();
    Path file = directory.resolve("fired");
    Files.writeString(
        directory.resolve("routes/other.camel.yaml"),
        """
        - route:
            id: events
            from:
              uri: kamelet:caravan-worker
              parameters: {topic: nothing}
              steps:
                - to: {uri: kamelet:caravan-upsert, parameters: {table: events, key: id}}
        - route:
            id: tick
            from:
              uri: timer:tick
              parameters: {delay: 0, period: 10}
              steps:
                - to: "file:%s"
        """
            .formatted(file));
    route(PLAIN, "version: v");

    Verb retry = caravan("quarantine", "retry", "1");

    assertThat(retry.code()).as(retry.error()).isZero();
    assertThat(rows("select id from people")).hasSize(2);
    assertThat(api.requests()).hasSize(asked);
    assertThat(file).doesNotExist();
  }

  private static String renaming(String from, String to) {
    return """
                   - split:
                       simple: "${body}"
                       steps:
                         - filter:
                             simple: "${body.containsKey('%1$s')}"
                             steps:
                               - script: {simple: "${body.put('%2$s', ${body.remove('%1$s')})}"}
           """
        .formatted(from, to);
  }

  private void route(String steps, String parameters) throws IOException {
    Files.writeString(
        directory.resolve("routes/people.camel.yaml"),
        BEANS.formatted(api.url()) + PEOPLE.formatted(steps, parameters));
  }

  private void pull(String page) {
    records = page;
    Verb run = caravan("run", "--once");
    assertThat(run.code()).as(run.error() + run.out()).isZero();
  }

  private List<Map<String, Object>> rows(String statement) {
    try (Database database = TestDatabases.sqlite(directory)) {
      return new JdbcTemplate(database.dataSource()).queryForList(statement);
    }
  }

  private Verb caravan(String... verb) {
    List<String> arguments = new ArrayList<>(List.of(verb));
    arguments.addAll(
        List.of(
            "--routes",
            directory.resolve("routes").toString(),
            "--properties",
            directory.resolve("none.properties").toString(),
            "-Dcaravan.datasource.url=" + TestDatabases.migratedSqliteUrl(directory),
            "-Dkafka.brokers=127.0.0.1:1",
            "-Dcaravan.mask.secret=0123456789abcdef"));
    return Verb.run(arguments);
  }
}
