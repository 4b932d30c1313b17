package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.sandbox.fault.Fault;
import dev.caravan.sandbox.shop.BadRecord;
import dev.caravan.sandbox.shop.JsonType;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Records of every kind from the API to the table, on each database. Forty items on four pages of
 * ten.
 */
@ParameterizedClass
@EnumSource(LoadingTrapsTest.Kind.class)
@Timeout(30)
class LoadingTrapsTest extends PullTest {
  enum Kind {
    SQLITE,
    POSTGRES
  }

  @Parameter Kind kind;

  @BeforeEach
  @Override
  void open() {
    if (kind == Kind.POSTGRES) {
      databaseUrl = TestDatabases.migratedPostgresUrl();
      databaseUser = "postgres";
      databasePassword = "postgres";
    }
    super.open();
  }

  @Test
  void oneKeySeveralTimesInAPageKeepsItsNewestVersion() throws Exception {
    sandbox.faults().on("items").page(2).duplicates(7);

    assertComplete(run(api(), items()));

    assertItemsComplete();
    assertThat(lastRun("items"))
        .containsEntry("fetched", 47L)
        .containsEntry("inserted", 40L)
        .containsEntry("unchanged", 7L);
    assertLedgersBalance();
  }

  @Test
  void anOlderVersionOnALaterPageIsIgnored() throws Exception {
    sandbox.faults().on("items").page(3).lateDuplicates(6);

    assertComplete(run(api(), items()));

    assertItemsComplete();
    assertThat(lastRun("items")).containsEntry("fetched", 46L).containsEntry("unchanged", 6L);
    assertLedgersBalance();
  }

  @Test
  void textThatNoDatabaseTakesIsStoredWithoutIt() throws Exception {
    sandbox.faults().on("items").page(1).nulCharacter("name");
    sandbox.faults().on("items").page(2).loneSurrogate("name");
    sandbox.faults().on("items").page(3).rawField("key\u0000\ud83d", "\"a\\u0000b\"");

    assertComplete(run(api(), items()));

    assertThat(count("items")).isEqualTo(40);
    assertThat(names("id <= 20")).allMatch(name -> name.endsWith("\uFFFD"));
    assertThat(names("id > 20")).noneMatch(name -> name.endsWith("\uFFFD"));
    assertLedgersBalance();
  }

  @Test
  void aCursorWithANulCharacterIsKeptAndSentBack() throws Exception {
    sandbox.faults().on("items").page(1).nextCursor("\"a\\u0000b\"");

    run(api(), items("maxPages", "1"));

    assertThat(checkpoint("items").position()).contains("a\u0000b");
    assertThat(count("items")).isEqualTo(10);

    sandbox.traffic().clear();
    run(api(), items("maxPages", "1"));
    assertThat(sandbox.traffic().requests().get(0).query()).endsWith("cursor=a%00b");
  }

  @Test
  void numbersStayExact() throws Exception {
    Map<String, String> numbers =
        new TreeMap<>(
            Map.of(
                "n1", "9007199254740993",
                "n2", "9223372036854775808",
                "n3", "123456789012345678901234567890.123456789",
                "n4", "1e400",
                "n5", "-0",
                "n6", "1.0",
                "n7", "0.1000000000000000055511151231257827"));
    numbers.forEach((field, json) -> sandbox.faults().on("items").rawField(field, json));

    assertComplete(run(api(), items()));

    Map<String, Object> row = sql.queryForMap("select * from items where id = 40");
    numbers.forEach(
        (field, json) ->
            assertThat(new BigDecimal(String.valueOf(row.get(field))))
                .as(field)
                .isEqualByComparingTo(new BigDecimal(json)));
    assertLedgersBalance();
  }

  @Test
  void aTypeIsFixedByTheFirstValueAndWidens() throws Exception {
    for (String field : List.of("late", "number", "mixed")) {
      sandbox.faults().on("items").rawField(field, "null");
    }
    sandbox.faults().on("items").fromPage(2).rawField("late", "{\"a\": [1]}");
    sandbox.faults().on("items").page(2).rawField("number", "7");
    sandbox.faults().on("items").fromPage(3).rawField("number", "7.25");
    sandbox.faults().on("items").page(2).rawField("mixed", "12");
    sandbox.faults().on("items").fromPage(3).rawField("mixed", "\"twelve\"");
    sandbox.faults().on("items").page(4).changeType("amount_cents", JsonType.DECIMAL);

    assertComplete(run(api(), items()));

    assertItemsComplete();
    assertThat(distinct("number")).containsExactly("null", "7", "7.25");
    assertThat(distinct("mixed")).containsExactly("null", "12", "twelve");
    assertThat(distinct("late")).hasSize(2);
    assertLedgersBalance();
  }

  @Test
  void fieldsOfAnyNameGetColumnsThatStay() throws Exception {
    String longName = "l".repeat(200);
    List<String> fields =
        List.of(
            "Order Id",
            "order-id",
            "order_id",
            "select",
            "x\"; drop table items; --",
            longName,
            "");
    fields.forEach(field -> sandbox.faults().on("items").newField(field));

    assertComplete(run(api(), items()));
    List<Map<String, Object>> columns =
        sql.queryForList("select field, column_name from caravan_column order by field");

    assertComplete(run(api(), items()));
    assertThat(sql.queryForList("select field, column_name from caravan_column order by field"))
        .isEqualTo(columns);
    for (String field : fields) {
      String column = columnOf(field);
      assertThat(
              sql.queryForObject("select \"" + column + "\" from items where id = 1", String.class))
          .isEqualTo(field + " 1");
    }
    assertThat(lastRun("items")).containsEntry("unchanged", 40L);
  }

  @Test
  void aFieldThatDisappearsKeepsItsColumn() throws Exception {
    sandbox.faults().on("items").page(1).newField("promotion");

    assertComplete(run(api(), items()));

    List<String> promotions =
        sql.queryForList("select promotion from items order by id", String.class);
    assertThat(promotions.subList(0, 10)).startsWith("promotion 1").doesNotContainNull();
    assertThat(promotions.subList(10, 40)).containsOnlyNulls();
  }

  @Test
  void recordsThatAreNoneGoToQuarantineWithAReason() throws Exception {
    sandbox
        .faults()
        .on("items")
        .page(2)
        .badRecords(
            BadRecord.NULL,
            BadRecord.NUMBER,
            BadRecord.ARRAY,
            BadRecord.NO_KEY,
            BadRecord.NO_REQUIRED);

    RunOutcome outcome = run(api(), pull("items"), upsert("items", "id", "required", "updated_at"));

    assertComplete(outcome);
    assertItemsComplete();
    assertThat(lastRun("items")).containsEntry("fetched", 45L).containsEntry("quarantined", 5L);
    assertThat(sql.queryForList("select reason from caravan_quarantine", String.class))
        .containsExactlyInAnyOrder(
            "not_an_object", "not_an_object", "not_an_object", "missing_key", "missing_required");
    assertThat(sql.queryForList("select record from caravan_quarantine", String.class))
        .contains("null", "7", "[]");
    assertThat(
            sql.queryForList(
                "select distinct page_position from caravan_quarantine where stream = 'items'",
                String.class))
        .hasSize(1)
        .doesNotContain("first");
    assertLedgersBalance();
  }

  @Test
  void aPageOfBadRecordsFailsTheRunAndLeavesNothing() throws Exception {
    Fault bad = sandbox.faults().on("items").page(3).onlyBadRecords();

    String route = pull("items") + upsert("items", "id", "required", "updated_at");

    String error = assertFailed(run(api(), route));

    assertThat(error).contains("10 of 10 records").contains("items");
    assertThat(count("caravan_quarantine")).isZero();
    assertThat(count("items")).isEqualTo(20);
    assertThat(lastRun("items")).containsEntry("pages", 2L).containsEntry("quarantined", 0L);

    bad.off();
    sandbox.traffic().clear();
    assertComplete(run(api(), items()));
    assertThat(pagesRequested()).containsExactly(3, 4);
    assertItemsComplete();
    assertLedgersBalance();
  }

  @Test
  void aRecordThatNoPullBroughtIsInQuarantineUnderTheUsersRoute() throws Exception {
    String route =
        "- route:\n    id: by-hand\n    from:\n      uri: direct:records\n      steps:\n";
    try (TestContext context = context(true, route + upsert("items", "id")).start()) {
      context
          .context()
          .createProducerTemplate()
          .sendBody("direct:records", List.of(Map.of("id", 1), Map.of("name", "no key")));
    }

    assertThat(sql.queryForList("select stream from caravan_quarantine", String.class))
        .containsExactly("by-hand");
  }

  private List<String> names(String condition) {
    return sql.queryForList("select name from items where " + condition, String.class);
  }

  /** The values of a column in the order of the ids, each once. */
  private List<String> distinct(String column) {
    return sql.queryForList("select " + column + " from items order by id", String.class).stream()
        .map(String::valueOf)
        .distinct()
        .toList();
  }

  private String columnOf(String field) {
    return sql.queryForObject(
        "select column_name from caravan_column where target = 'items' and field = ?",
        String.class,
        field);
  }
}
