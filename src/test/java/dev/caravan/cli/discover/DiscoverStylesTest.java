package dev.caravan.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TableAssert;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Each style of the sandbox from a URL alone: the file that is written loads the whole list, and
 * then what changed, with nothing to say against a run.
 */
@Timeout(90)
class DiscoverStylesTest {
  private static final String BEARER = "Authorization: Bearer {{env:TOKEN}}";
  private static final String QUERY =
      "{\"query\": \"query($first: Int, $after: String, $updatedAfter: String) { orders(first:"
          + " $first, after: $after, updatedAfter: $updatedAfter) { nodes pageInfo { endCursor"
          + " hasNextPage } } }\", \"variables\": {}}";

  @TempDir Path directory;
  private Sandbox sandbox;
  private Database database;

  @AfterEach
  void close() {
    database.close();
    sandbox.close();
  }

  @ParameterizedTest
  @CsvSource({
    "cursor, cursor",
    "hubspot, next-url",
    "header-cursor, cursor",
    "ndjson, cursor",
    "notion, cursor",
    "couchdb, cursor",
    "graphql, cursor",
    "wordpress, page",
    "pages, page",
    "offset, offset",
    "stripe, keyset",
    "since, keyset",
    "changes, keyset",
    "github, link",
    "salesforce, next-url",
    "zendesk, next-url"
  })
  void loadsEachStyleAndThenWhatChanged(String style, String kind) throws Exception {
    loads(style, kind, 120);
  }

  @ParameterizedTest
  @CsvSource({
    "cursor, cursor",
    "couchdb, cursor",
    "pages, page",
    "wordpress, page",
    "offset, offset",
    "stripe, keyset",
    "changes, keyset",
    "zendesk, next-url"
  })
  void loadsListsThatAreLongerThanWhatItSees(String style, String kind) throws Exception {
    loads(style, kind, 2_300);
  }

  @ParameterizedTest
  @CsvSource({
    "pages;first=0, page",
    "pages;end=repeat, page",
    "pages;end=error;total=missing, page",
    "wordpress;end=empty;total=missing, page",
    "offset;total=missing, offset",
    "offset;total=text, offset",
    "github;links=query, link",
    "zendesk;links=path, next-url",
    "hubspot;links=foreign, cursor",
    "cursor;bounds=inclusive, cursor",
    "cursor;time=epoch, cursor",
    "changes;bounds=inclusive, keyset",
    "notion;more=missing, cursor",
    "since;more=text, keyset"
  })
  void loadsWhatAnApiDoesOtherwise(String style, String kind) throws Exception {
    loads(style, kind, 120);
  }

  @Test
  void loadsCsvOnceItIsSaidWhichFieldsAreNumbers() throws Exception {
    start(120);
    Discovered file = discover("csv");
    assertThat(file.code()).as("%s%n%s", file.said(), file.text()).isZero();
    assertThat(file.text()).contains("QUESTION: CSV has texts only.");
    file.answer(
        "              deleted: deleted\n",
        "              deleted: deleted\n              columns: total:numeric\n");
    file.runs(database, TestDatabases.migratedSqliteUrl(directory));
    assertTable();
  }

  @ParameterizedTest
  @ValueSource(strings = {"couchdb", "log", "sse"})
  void readsFeedsOfChangesAndThenWhatChanged(String style) throws Exception {
    start(120);
    sandbox.shop().delete("orders", "O-000007");
    sandbox.shop().update("orders", "O-000009", order -> order.put("status", "changed"));

    Discovered file = of(style + "/orders/changes", "-H", BEARER);
    assertThat(file.code()).as("%s%n%s", file.said(), file.text()).isZero();
    assertThat(sandbox.traffic().requests()).hasSizeLessThanOrEqualTo(12);
    assertThat(file.text()).contains("uri: kamelet:caravan-replay\n");

    file.runs(database, TestDatabases.migratedSqliteUrl(directory));
    assertTable();
    sandbox.shop().secondWave();
    file.runs(database, TestDatabases.migratedSqliteUrl(directory));
    assertTable();
  }

  private void loads(String style, String kind, int records) throws Exception {
    start(records);
    String url = TestDatabases.migratedSqliteUrl(directory);

    Discovered file = discover(style);
    assertThat(file.code()).as("%s%n%s", file.said(), file.text()).isZero();
    assertThat(sandbox.traffic().requests()).hasSizeLessThanOrEqualTo(12);
    assertThat(file.text())
        .as(file.said())
        .contains("pagination: " + kind + "\n")
        .contains("bearerToken: \"{{env:TOKEN}}\"");

    file.runs(database, url);
    assertTable();

    sandbox.shop().secondWave();
    file.runs(database, url);
    assertTable();
    assertThat(lastFetched()).as(file.text()).isLessThan(records / 5);
  }

  private void start(int orders) {
    sandbox =
        Sandbox.start(
            SandboxOptions.defaults().withToken(Discovered.TOKEN).withCounts(0, orders, 0));
    database = new Database(TestDatabases.migratedSqliteUrl(directory), "", "");
  }

  private Discovered discover(String style) {
    return switch (style.replaceFirst(";.*", "")) {
      case "notion" -> of(style + "/orders", "-H", BEARER, "--body", "{}");
      case "couchdb" -> of(style + "/orders/_find", "-H", BEARER, "--body", "{\"selector\": {}}");
      case "graphql" -> of(style, "-H", BEARER, "--body", QUERY);
      default -> of(style + "/orders", "-H", BEARER);
    };
  }

  private Discovered of(String path, String... more) {
    return Discovered.of(directory, "orders", sandbox.url() + "/" + path, more);
  }

  private long lastFetched() {
    return new JdbcTemplate(database.dataSource())
        .queryForObject(
            "select fetched from caravan_run order by started desc limit 1", Long.class);
  }

  private void assertTable() {
    Map<String, JsonNode> expected = new LinkedHashMap<>(sandbox.shop().expected("orders"));
    TableAssert.assertTable(database.dataSource(), "orders")
        .keyedBy("order_id")
        .ignoring("_deleted")
        .holds(expected);
  }
}
