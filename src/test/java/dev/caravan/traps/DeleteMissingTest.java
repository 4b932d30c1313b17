package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.shop.BadRecord;
import dev.caravan.state.CheckpointChanges;
import dev.caravan.testing.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.camel.Processor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Full scans that delete what the API no longer lists, and everything that they must leave. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
class DeleteMissingTest extends PullTest {
  private static final String MEANWHILE = "        - process: {ref: meanwhile}\n";
  private static final List<String> GONE = List.of("3", "17", "39");

  @Parameter boolean postgres;

  @BeforeEach
  void chooseDatabase() {
    if (postgres) {
      usePostgres();
    }
  }

  @Test
  void whatTheApiNoLongerListsIsMarkedAndWhatItListsAgainIsBack() throws Exception {
    assertComplete(scan());
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    assertComplete(scan());
    assertThat(deleted()).containsExactly(3L, 17L, 39L);
    assertThat(count("items")).isEqualTo(40);
    assertThat(notes())
        .contains("3 of 40 rows of table items that the scan did not list were deleted");
    assertThat(lastRun("items")).containsEntry("deleted", 3L);

    sql.update("update items set _deleted = current_timestamp where id = 5");
    assertComplete(scan());
    assertThat(deleted()).as("5 is listed, the others are not").containsExactly(3L, 17L, 39L);
    assertLedgersBalance();
  }

  @Test
  void hardDeletesTheRowsWithoutAVersionToo() throws Exception {
    String[] hard = {"deleteMissing", "hard"};
    String table = upsert("items", "id", "version", "");
    assertComplete(run(api(), pull("items", hard) + table));
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    assertComplete(run(api(), pull("items", hard) + table));
    // Before the first scan nobody knew which tables it loads.
    assertComplete(run(api(), pull("items", hard) + table));
    assertItemsComplete();
    assertLedgersBalance();
  }

  @Test
  void theFirstScanOfATableWithoutAVersionDeletesNothingAndTheNextOneDoes() throws Exception {
    String table = upsert("items", "id", "version", "");
    assertComplete(run(api(), pull("items") + table));
    long all = count("items");
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    String nightly =
        (pull("items", "deleteMissing", "hard") + table).replace("id: items\n", "id: nightly\n");

    assertComplete(run(List.of("nightly"), api(), nightly).get(0));
    assertThat(count("items")).isEqualTo(all);
    assertThat(String.valueOf(lastRun("nightly").get("notes"))).contains("the next one deletes");

    assertComplete(run(List.of("nightly"), api(), nightly).get(0));
    assertItemsComplete();
  }

  @Test
  void aSecondStreamOnTheSameTableDeletesWhatTheFirstLoaded() throws Exception {
    String hourly =
        pull(
                "items",
                "path",
                "/changes/items?limit=20",
                "pagination",
                "keyset",
                "keysetParam",
                "updated_since",
                "keysetField",
                "updated_at",
                "tieParam",
                "after_id",
                "tieField",
                "id",
                "watermark",
                "updated_at",
                "watermarkParam",
                "updated_since")
            + upsert("items", "id");
    String nightly =
        (pull("items", "deleteMissing", "hard") + upsert("items", "id"))
            .replace("id: items\n", "id: nightly\n");
    assertComplete(run(api(), hourly));
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    assertComplete(run(List.of("nightly"), api(), nightly).get(0));
    assertItemsComplete();
    assertComplete(run(api(), hourly));
    assertItemsComplete();
  }

  @Test
  void aRowThatAnotherStreamLoadsWhileTheScanWalksStays() throws Exception {
    assertComplete(scan());
    sandbox.shop().remove("items", "3");
    Consumer<TestContext> load =
        context ->
            CompletableFuture.runAsync(
                    () ->
                        context
                            .context()
                            .createProducerTemplate()
                            .sendBody(
                                "direct:event",
                                Map.of("id", 9001, "updated_at", "2020-01-01T00:00:00Z")))
                .join();
    assertComplete(scanWhile(load));

    assertThat(deleted()).containsExactly(3L);
    assertThat(sql.queryForList("select id from items where id = 9001")).hasSize(1);
  }

  @Test
  void aRowWhoseVersionIsNotOlderThanTheScanStays() throws Exception {
    assertComplete(scan());
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    sql.update("update items set updated_at = '2099-01-01 00:00:00+00' where id = 17");
    assertComplete(scan());
    assertThat(deleted()).containsExactly(3L, 39L);
  }

  @Test
  void aSoftScanOfATableWhoseTombstonesAreHardIsRefused() throws Exception {
    assertThat(
            assertFailed(
                run(
                    api(),
                    pull("items", "deleteMissing", "soft")
                        + upsert("items", "id", "deleted", "deleted", "deleteMode", "hard"))))
        .contains("deleteMissing is soft", "deleteMode hard", "give both the same");
  }

  @Test
  void moreThanTheCeilingFailsTheRunAndDeletesNothing() throws Exception {
    assertComplete(scan());
    List<String> keys = List.copyOf(sandbox.shop().expected("items").keySet());
    keys.subList(0, 9).forEach(key -> sandbox.shop().remove("items", key));
    assertThat(assertFailed(scan()))
        .contains("the scan does not list 9 of the 40 rows of table items")
        .contains("maxDeletes 20%");
    assertThat(checkpoint("items").position()).as("the scan begins anew").isEmpty();
    assertComplete(scan("maxDeletes", "25%"));
    assertThat(deleted()).hasSize(9);
  }

  @Test
  void aScanThatTakesSeveralRunsAndContextsDeletesTheSame() throws Exception {
    assertComplete(scan());
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    assertThat(scan("maxPages", "2").state()).isEqualTo(RunState.PAUSED);
    assertThat(count("items")).isEqualTo(40);
    assertComplete(scan());
    assertThat(deleted()).containsExactly(3L, 17L, 39L);
  }

  @Test
  void aScanThatFailsOrWhosePositionWasSetByHandDeletesNothing() throws Exception {
    assertComplete(scan());
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    sandbox.faults().on("items").page(3).respond(400);
    assertFailed(scan());
    String last = checkpoint("items").position().orElseThrow();
    sandbox.faults().clear();
    assertThat(count("items")).isEqualTo(40);

    new CheckpointChanges(database).setCursor("items", last);
    assertComplete(scan());
    assertThat(count("items")).isEqualTo(40);
    assertThat(notes()).contains("nothing was deleted", "set by hand");
    assertComplete(scan());
    assertThat(deleted()).containsExactly(3L, 17L, 39L);
  }

  @Test
  void whatTheRouteDropsStaysSinceTheApiListsIt() throws Exception {
    assertComplete(scan());
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    String dropTwo = "        - process: {ref: dropTwo}\n";
    try (TestContext context =
        context(
            true,
            api(),
            pull("items", "deleteMissing", "soft") + dropTwo + upsert("items", "id"))) {
      Processor drop =
          exchange ->
              exchange
                  .getMessage()
                  .setBody(
                      new ArrayList<>(exchange.getMessage().getBody(List.class).subList(2, 5)));
      context.context().getRegistry().bind("dropTwo", Processor.class, drop);
      Schedule schedule = context.start().bean("caravanSchedule", Schedule.class);
      assertComplete(schedule.await("items", Duration.ofSeconds(40)).orElseThrow());
    }
    assertThat(deleted()).containsExactly(3L, 17L, 39L);
  }

  @Test
  void aRouteThatChangesKeysAndDropsRecordsDeletesNothing() throws Exception {
    String changed =
        """
        - process: {ref: meanwhile}
        """;
    assertComplete(rekeyed(changed, 0));
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    assertComplete(rekeyed(changed, 2));
    assertThat(notes()).contains("nothing was deleted", "the route dropped them");
    assertThat(count("items")).isEqualTo(40);
  }

  @Test
  @SuppressWarnings("unchecked")
  void aRouteThatChangesKeysInPlaceAndDropsTheOthersDeletesNothing() throws Exception {
    assertComplete(rekeyed("- process: {ref: meanwhile}", 0));
    Processor step =
        exchange -> {
          List<Map<String, Object>> records = exchange.getMessage().getBody(List.class);
          records.subList(1, records.size()).clear();
          records.forEach(each -> each.put("key", "eu-" + each.get("id")));
        };
    String table = upsert("items", "key");
    try (TestContext context =
        context(true, api(), pull("items", "deleteMissing", "hard") + MEANWHILE + table)) {
      context.context().getRegistry().bind("meanwhile", Processor.class, step);
      Schedule schedule = context.start().bean("caravanSchedule", Schedule.class);
      assertComplete(schedule.await("items", Duration.ofSeconds(40)).orElseThrow());
    }
    assertThat(count("items")).isEqualTo(40);
    assertThat(notes()).contains("nothing was deleted");
  }

  @ParameterizedTest
  @CsvSource({"page, ${body[0][id]} != 12", "records, ${body[id]} > 5"})
  void whatNeverReachesTheTableIsNotGone(String part, String condition) throws Exception {
    assertComplete(scan());
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    String table = "        - filter:\n            simple: '%s'\n            steps:\n%s";
    String some = table.formatted(condition, upsert("items", "id").indent(6));
    String split = "        - split:\n            simple: '${body}'\n            steps:\n";
    String steps = part.equals("page") ? some : split + some.indent(6);
    assertComplete(run(api(), pull("items", "deleteMissing", "soft") + steps));
    if (part.equals("page")) {
      assertThat(notes()).contains("nothing was deleted", "of 10 records");
    }
    assertThat(deleted()).isSubsetOf(3L, 17L, 39L);
  }

  @Test
  void aPageThatComesInPartsDeletesOnceAndWhatIsGone() throws Exception {
    assertComplete(scan());
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    String split = "        - split:\n            simple: '${body}'\n            steps:\n";
    String each = split + upsert("items", "id").indent(6);
    assertComplete(run(api(), pull("items", "deleteMissing", "soft") + each));
    assertThat(notes())
        .isEqualTo("3 of 40 rows of table items that the scan did not list were deleted");
    assertThat(deleted()).containsExactly(3L, 17L, 39L);
    assertLedgersBalance();
  }

  @Test
  @SuppressWarnings("unchecked")
  void aRouteThatMakesSeveralRowsOfARecordDeletesNone() throws Exception {
    int[] dropped = {0};
    Processor lines =
        exchange -> {
          List<Map<String, Object>> items = exchange.getMessage().getBody(List.class);
          List<Map<String, Object>> all = new ArrayList<>();
          for (Map<String, Object> item : items.subList(dropped[0], items.size())) {
            for (int line = 0; line < 2; line++) {
              all.add(
                  Map.of(
                      "line", item.get("id") + "-" + line, "updated_at", item.get("updated_at")));
            }
          }
          exchange.getMessage().setBody(all);
        };
    for (int drop : new int[] {0, 0, 3}) {
      dropped[0] = drop;
      String route = pull("items", "deleteMissing", "hard", "maxDeletes", "90%");
      try (TestContext context =
          context(true, api(), route + MEANWHILE + upsert("items", "line"))) {
        context.context().getRegistry().bind("meanwhile", Processor.class, lines);
        Schedule schedule = context.start().bean("caravanSchedule", Schedule.class);
        assertComplete(schedule.await("items", Duration.ofSeconds(40)).orElseThrow());
      }
    }
    assertThat(notes()).contains("nothing was deleted", "made several of one");
    assertThat(count("items")).isEqualTo(80);
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset", "cursor"})
  void aRecordThatMovesToTheFrontWhileTheScanWalksStays(String kind) throws Exception {
    String[] pages = {"path", "/page?limit=10", "pagination", "page", "total", "$.total"};
    String[] offset = {"path", "/offset?limit=10", "pagination", "offset", "overlap", "3"};
    try (MovingList list = new MovingList(50)) {
      String[] more =
          switch (kind) {
            case "page" -> pages;
            case "offset" -> offset;
            default -> new String[] {"path", "/cursor?limit=10"};
          };
      for (int request : new int[] {3, 0}) {
        scanOf(api("baseUrl", list.url()), more);
        list.before(request, () -> list.moveFirst(37));
        assertComplete(scanOf(api("baseUrl", list.url()), more));
        assertThat(deleted()).isEmpty();
        if (request > 0) {
          assertThat(notes()).contains("nothing was deleted: the list moved");
        }
      }
      list.removeFirst(1);
      assertComplete(scanOf(api("baseUrl", list.url()), more));
      assertThat(deleted()).as("where it stands still, deletes are found").containsExactly(37L);
    }
  }

  @Test
  void ofTwoStreamsThatListOnlyPartsOfATableNoneDeletesTheRowsOfTheOther() throws Exception {
    String first = pull("items", "deleteMissing", "hard", "maxDeletes", "100%");
    String other = first.replace("id: items\n", "id: other\n").replace("/items", "/offset");
    try (MovingList list = new MovingList(5)) {
      String some = api("baseUrl", list.url()) + other.replace("'cursor'", "'offset'");
      list.addFirst(9001);
      for (int round = 0; round < 2; round++) {
        assertComplete(run(api(), first + upsert("items", "id")));
        assertComplete(run(List.of("other"), some + upsert("items", "id")).get(0));
      }
    }
    assertThat(
            sql.queryForObject(
                "select notes from caravan_run where stream = 'other' order by started desc limit"
                    + " 1",
                String.class))
        .contains("nothing was deleted from table items: stream items has deleteMissing");
    assertThat(count("items")).isEqualTo(41);

    new CheckpointChanges(database).reset("other");
    assertComplete(run(api(), first + upsert("items", "id")));
    assertThat(count("items")).isEqualTo(40);
  }

  private RunOutcome rekeyed(String steps, int dropped) throws Exception {
    try (TestContext context =
        context(
            true,
            api(),
            pull("items", "deleteMissing", "soft") + steps(steps) + upsert("items", "key"))) {
      Processor rekey =
          exchange -> {
            List<Map<String, Object>> records = new ArrayList<>();
            for (Object each : exchange.getMessage().getBody(List.class)) {
              Map<?, ?> from = (Map<?, ?>) each;
              records.add(
                  Map.of("key", "eu-" + from.get("id"), "updated_at", from.get("updated_at")));
            }
            int end = Math.max(records.size() - dropped, 0);
            exchange.getMessage().setBody(records.subList(0, end));
          };
      context.context().getRegistry().bind("meanwhile", Processor.class, rekey);
      Schedule schedule = context.start().bean("caravanSchedule", Schedule.class);
      return schedule.await("items", Duration.ofSeconds(40)).orElseThrow();
    }
  }

  @Test
  void aRecordWithoutAKeyMayBeAnyRowSoNoneIsDeleted() throws Exception {
    assertComplete(scan());
    GONE.forEach(key -> sandbox.shop().remove("items", key));
    sandbox.faults().on("items").page(2).badRecords(BadRecord.NO_KEY);
    assertComplete(scan());
    assertThat(notes()).contains("nothing was deleted", "of 1 records");
    assertThat(count("items")).isEqualTo(40);
  }

  @Test
  void aWatermarkOrAFilterInRecordsIsRefusedAtTheStart() {
    assertThatThrownBy(() -> scan("watermark", "updated_at"))
        .hasStackTraceContaining("deleteMissing needs scans of everything")
        .hasStackTraceContaining("a second route without watermark");
    assertThatThrownBy(() -> scan("records", "$.data[?(@.id > 3)]"))
        .hasStackTraceContaining("deleteMissing would delete what the filter in records");
  }

  private RunOutcome scan(String... more) throws Exception {
    return scanOf(api(), more);
  }

  private RunOutcome scanOf(String api, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("deleteMissing", "soft"));
    all.addAll(List.of(more));
    return run(items(all.toArray(String[]::new)), api);
  }

  /** A scan during whose second page something happens. */
  private RunOutcome scanWhile(Consumer<TestContext> meanwhile) throws Exception {
    String event =
        "- route:\n    id: event\n    from:\n      uri: direct:event\n      steps:\n"
            + upsert("items", "id");
    try (TestContext context =
        context(
            true,
            api(),
            event,
            pull("items", "deleteMissing", "soft") + MEANWHILE + upsert("items", "id"))) {
      int[] pages = {0};
      Processor step =
          exchange -> {
            if (++pages[0] == 2) {
              meanwhile.accept(context);
            }
          };
      context.context().getRegistry().bind("meanwhile", Processor.class, step);
      Schedule schedule = context.start().bean("caravanSchedule", Schedule.class);
      return schedule.await("items", Duration.ofSeconds(40)).orElseThrow();
    }
  }

  private List<Long> deleted() {
    return sql.queryForList(
        "select id from items where _deleted is not null order by id", Long.class);
  }

  private String notes() {
    return sql.queryForObject(
        "select notes from caravan_run where run_id = ?",
        String.class,
        lastRun("items").get("run_id"));
  }
}
