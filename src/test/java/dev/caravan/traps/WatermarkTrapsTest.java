package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.fault.Fault;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.sandbox.shop.JsonType;
import dev.caravan.testing.TableAssert;
import dev.caravan.testing.TestContext;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is new since the last scan. Forty items on four pages of ten. */
@Timeout(30)
class WatermarkTrapsTest extends PullTest {
  @Test
  void theSecondScanAsksForWhatIsNewAndNoMore() throws Exception {
    assertComplete(run(api(), incremental()));
    String newest = newest();
    assertThat(checkpoint("items").watermark()).contains(newest);

    sandbox.shop().update("items", "7", item -> item.put("status", "changed"));
    sandbox.shop().insert("items", 2);
    sandbox.traffic().clear();
    assertComplete(run(api(), incremental()));

    assertThat(asked("updated_after")).containsExactly(newest);
    assertThat(lastRun("items"))
        .containsEntry("fetched", 4L)
        .containsEntry("inserted", 2L)
        .containsEntry("updated", 1L)
        .containsEntry("unchanged", 1L);
    assertItemsComplete();
    assertLedgersBalance();
  }

  @Test
  void theOrdersOfTheSecondPatternAreIncremental() throws Exception {
    String route = Files.readString(Path.of("routes/orders.camel.yaml"));
    assertComplete(run(List.of("orders"), api(), route).get(0));
    assertThat(lastRun("orders")).containsEntry("inserted", 40L);

    sandbox.shop().secondWave();
    assertComplete(run(List.of("orders"), api(), route).get(0));

    assertThat((Long) lastRun("orders").get("fetched")).isBetween(2L, 10L);
    assertThat(lastRun("orders")).containsEntry("updated", 2L);
    TableAssert.assertTable(database.dataSource(), "orders")
        .keyedBy("order_id")
        .holds(sandbox.shop().expected("orders"));
  }

  @Test
  void aRecordThatBecomesVisibleLateIsFoundByTheLookback() throws Exception {
    assertComplete(run(api(), incremental("lookback", "1m")));
    Instant newest = Instant.parse(newest());

    put(9001, newest);
    put(9002, newest.minusSeconds(59));
    put(9003, newest.plusSeconds(1));
    assertComplete(run(api(), incremental("lookback", "1m")));

    assertItemsComplete();
    assertThat(count("items")).isEqualTo(43);
    assertThat(lastRun("items")).containsEntry("inserted", 3L).containsEntry("updated", 0L);
  }

  @Test
  void anExclusiveFilterIsAskedFromOneStepBefore() throws Exception {
    assertComplete(run(api(), incremental("watermarkBoundary", "exclusive")));
    Instant newest = Instant.parse(newest());

    put(9001, newest);
    assertComplete(run(api(), incremental("watermarkBoundary", "exclusive")));

    assertThat(asked("updated_after")).containsExactly(newest.minusMillis(1).toString());
    assertThat(lastRun("items")).containsEntry("inserted", 1L).containsEntry("unchanged", 1L);
    assertItemsComplete();
  }

  @ParameterizedTest
  @CsvSource({
    "iso, updated_at, iso, '', \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z",
    "epoch, updated_epoch, epoch, '', \\d{10}",
    "epoch-ms, updated_epoch_ms, epoch-ms, '', \\d{13}",
    "epoch, updated_at, iso, epoch, \\d{10}",
    "epoch-ms, updated_at, iso, epoch-ms, \\d{13}",
    "iso, updated_epoch_ms, epoch-ms, iso, \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ",
    "iso, updated_date, date, iso, \\d{4}-\\d\\d-\\d\\dT00:00:00Z"
  })
  void theWatermarkGoesBackInTheFormOfTheApi(
      String time, String field, String format, String paramFormat, String sent) throws Exception {
    String path = "/cursor;bounds=inclusive;stamps=yes;time=" + time + "/items?limit=10";
    String[] parameters = {
      "path",
      path,
      "watermark",
      field,
      "watermarkFormat",
      format,
      "watermarkParamFormat",
      paramFormat
    };
    assertComplete(run(api(), incremental(parameters)));

    sandbox.shop().update("items", "7", item -> item.put("status", "changed"));
    sandbox.shop().insert("items", 2);
    sandbox.traffic().clear();
    assertComplete(run(api(), incremental(parameters)));

    assertThat(asked("updated_after")).isNotEmpty().allMatch(value -> value.matches(sent));
    assertThat((Long) lastRun("items").get("fetched")).isBetween(3L, 8L);
    TableAssert.assertTable(database.dataSource(), "items")
        .ignoring("updated_epoch", "updated_epoch_ms", "updated_date")
        .holds(sandbox.shop().expected("items"));
  }

  @Test
  void anOffsetAndAFractionComeBackAsTheyWere() throws Exception {
    String stamp = "2025-04-12T11:33:00.5+02:00";
    Fault stamped = sandbox.faults().on("items").rawField("updated_at", "\"" + stamp + "\"");
    assertComplete(run(api(), incremental()));
    assertThat(checkpoint("items").watermark()).contains(stamp);

    stamped.off();
    sandbox.traffic().clear();
    assertComplete(run(api(), incremental("lookback", "1m")));

    assertThat(asked("updated_after")).containsExactly("2025-04-12T11:32:00.5+02:00");
  }

  @Test
  void idsThatAreTextsAreOrderedAsNumbers() throws Exception {
    sandbox.faults().on("items").changeType("id", JsonType.TEXT);

    assertComplete(run(api(), since()));
    assertThat(checkpoint("items").watermark()).contains("40");

    sandbox.shop().insert("items", 2);
    sandbox.traffic().clear();
    assertComplete(run(api(), since()));

    assertThat(asked("since_id")).first().isEqualTo("40");
    assertThat(lastRun("items")).containsEntry("fetched", 2L);
    assertThat(count("items")).isEqualTo(42);
    assertThat(checkpoint("items").watermark()).contains("42");
  }

  @Test
  void aLookbackOfIdsIsANumber() throws Exception {
    assertComplete(run(api(), since()));
    sandbox.traffic().clear();

    assertComplete(run(api(), since("lookback", "5")));

    assertThat(asked("since_id")).first().isEqualTo("35");
    assertThat(lastRun("items")).containsEntry("fetched", 5L).containsEntry("unchanged", 5L);
  }

  @ParameterizedTest
  @CsvSource({"desc", "asc", "scan"})
  void aCrashHalfWayLosesNothingInWhateverOrder(String order) throws Exception {
    String path = "/cursor;bounds=inclusive;order=" + order + "/items?limit=10";
    String newest = newest();
    String healthy = incremental("path", path);
    String broken = healthy.replace("steps:\n", "steps:\n" + failOn(order, 20));

    assertThat(assertFailed(run(api(), broken))).contains("the sky fell");
    assertThat(checkpoint("items").watermark()).isEmpty();
    assertThat(checkpoint("items").maxSeen()).isPresent();
    assertThat(checkpointJson()).contains("\"max_seen\":\"2025-").contains("\"watermark\":null");

    assertComplete(run(api(), healthy));
    assertThat(checkpoint("items").watermark()).contains(newest);
    assertThat(checkpointJson()).contains("\"watermark\":\"" + newest + "\"");
    assertItemsComplete();
  }

  @Test
  void aCrashOfALaterScanAsksAgainFromTheOldWatermark() throws Exception {
    assertComplete(run(api(), incremental()));
    String before = newest();
    List<String> added = sandbox.shop().insert("items", 25);
    String broken =
        incremental().replace("steps:\n", "steps:\n" + failOn(Long.parseLong(added.get(19))));
    sandbox.traffic().clear();

    assertFailed(run(api(), broken));
    assertThat(checkpoint("items").watermark()).contains(before);
    assertComplete(run(api(), incremental()));

    assertThat(asked("updated_after")).containsOnly(before);
    assertThat(checkpoint("items").watermark()).contains(newest());
    assertItemsComplete();
  }

  @Test
  void recordsWithoutAWatermarkAreLoadedAndNeverMoveIt() throws Exception {
    sandbox.faults().on("items").page(2).nullField("updated_at");

    assertComplete(run(api(), incremental()));

    assertThat(count("items")).isEqualTo(40);
    assertThat(sql.queryForObject("select count(updated_at) from items", Long.class)).isEqualTo(30);
    String expected =
        stamps().stream()
            .filter(each -> each.id() <= 10 || each.id() > 20)
            .map(Stamp::time)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    assertThat(checkpoint("items").watermark()).contains(expected);
  }

  @Test
  void aScanOfOnlyRecordsWithoutAWatermarkIsComplete() throws Exception {
    assertComplete(run(api(), incremental()));
    String before = newest();
    sandbox.shop().insert("items", 1);
    sandbox.faults().on("items").nullField("updated_at");

    assertComplete(run(api(), incremental()));

    assertThat(count("items")).isEqualTo(41);
    assertThat(checkpoint("items").watermark()).contains(before);
  }

  @Test
  void aTimeInTheFutureNeverHidesWhatComesBeforeIt() throws Exception {
    put(9001, Instant.parse("2099-01-01T00:00:00Z"));
    Instant before = Instant.now().minusSeconds(2);

    assertComplete(run(api(), incremental()));

    Instant watermark = Instant.parse(checkpoint("items").watermark().orElseThrow());
    assertThat(watermark).isBetween(before, Instant.now());

    sandbox.shop().update("items", "7", Instant.now(), item -> item.put("status", "changed"));
    assertComplete(run(api(), incremental()));
    assertThat(lastRun("items")).containsEntry("updated", 1L).containsEntry("unchanged", 1L);
    assertItemsComplete();
  }

  @Test
  void aScanOfNoRowsLeavesTheWatermark() throws Exception {
    String exclusive = "/cursor;bounds=exclusive/items?limit=10";
    assertComplete(run(api(), incremental("path", exclusive)));
    assertComplete(run(api(), incremental("path", exclusive)));

    assertThat(lastRun("items")).containsEntry("fetched", 0L).containsEntry("pages", 1L);
    assertThat(checkpoint("items").watermark()).contains(newest());
    assertItemsComplete();
  }

  @Test
  void aFirstScanOfNoRowsHasNoWatermarkAndTheNextOneAsksForEverything() throws Exception {
    Fault empty = sandbox.faults().on("items").emptyPage();
    assertComplete(run(api(), incremental()));
    assertThat(checkpoint("items").watermark()).isEmpty();

    empty.off();
    assertComplete(run(api(), incremental()));
    assertItemsComplete();
  }

  @Test
  void aRecordThatChangesBetweenTwoPagesAndIsOnBothIsUpdatedOnce() throws Exception {
    sandbox.faults().on("items").page(1).times(1).thenUpdate(1);

    assertComplete(
        run(api(), incremental("path", "/cursor;bounds=inclusive;order=asc/items?limit=10")));

    assertThat(lastRun("items"))
        .containsEntry("fetched", 41L)
        .containsEntry("inserted", 40L)
        .containsEntry("updated", 1L);
    TableAssert.assertTable(database.dataSource(), "items").holds(sandbox.shop().expected("items"));
    assertThat(checkpoint("items").watermark()).contains(newest());
  }

  @Test
  void whereTheNewestComesFirstAScanStopsAtTheFirstOldPage() throws Exception {
    String[] newestFirst = {
      "path",
      "/cursor;order=desc/items?limit=10",
      "watermarkParam",
      "",
      "newestFirst",
      "true",
      "lookback",
      "1s"
    };
    assertComplete(run(api(), incremental(newestFirst)));
    assertThat(pagesRequested()).containsExactly(1, 2, 3, 4);

    sandbox.shop().update("items", "7", item -> item.put("status", "changed"));
    sandbox.shop().insert("items", 1);
    sandbox.traffic().clear();
    assertComplete(run(api(), incremental(newestFirst)));

    assertThat(pagesRequested()).containsExactly(1, 2);
    assertThat(checkpoint("items").watermark()).contains(newest());
    assertItemsComplete();
  }

  @Test
  void whereTheNewestComesFirstAScanWithMoreNewsThanAPageReadsThemAll() throws Exception {
    String[] newestFirst = {
      "path", "/cursor;order=desc/items?limit=10", "watermarkParam", "", "newestFirst", "true"
    };
    assertComplete(run(api(), incremental(newestFirst)));
    List<String> added = sandbox.shop().insert("items", 25);
    String broken =
        incremental(newestFirst)
            .replace("steps:\n", "steps:\n" + failOn(Long.parseLong(added.get(14))));

    assertFailed(run(api(), broken));
    assertComplete(run(api(), incremental(newestFirst)));

    assertItemsComplete();
  }

  @Test
  void anUpperBoundIsTheSameOnAllPagesOfAScanAlsoAfterAPause() throws Exception {
    String[] until = {"untilParam", "updated_before", "maxPages", "2"};
    assertThat(run(api(), incremental(until)).state()).isEqualTo(RunState.PAUSED);
    assertComplete(run(api(), incremental(until)));

    List<String> bounds = asked("updated_before");
    assertThat(bounds).hasSizeGreaterThanOrEqualTo(4);
    assertThat(bounds).containsOnly(bounds.get(0));
    assertItemsComplete();

    sandbox.traffic().clear();
    assertComplete(run(api(), incremental(until)));
    assertThat(asked("updated_before")).hasSize(1).doesNotContain(bounds.get(0));
    assertThat(asked("updated_after")).containsExactly(newest());
  }

  @Test
  void theFirstScanBeginsWhereItIsTold() throws Exception {
    assertComplete(run(api(), incremental("watermarkInitial", "2025-03-01T00:00:00Z")));

    long after = stamps().stream().filter(s -> s.time().compareTo("2025-03-01") > 0).count();
    assertThat(after).isBetween(1L, 39L);
    assertThat(lastRun("items")).containsEntry("fetched", after);
    assertThat(asked("updated_after")).containsOnly("2025-03-01T00:00:00Z");
  }

  @Test
  void aFilterMayStandInAJsonBody() throws Exception {
    String[] post = {
      "path", "/notion;bounds=inclusive/items", "method", "POST", "body", "{\"page_size\": 10}",
      "records", "$.results", "cursorParam", "body:start_cursor", "hasMore", "$.has_more",
      "watermarkParam", "body:updated_after"
    };
    assertComplete(run(api(), incremental(post)));
    assertItemsComplete();

    sandbox.shop().update("items", "7", item -> item.put("status", "changed"));
    assertComplete(run(api(), incremental(post)));

    assertThat(lastRun("items")).containsEntry("fetched", 2L).containsEntry("updated", 1L);
    assertItemsComplete();
  }

  @Test
  void aWatermarkOfAnotherFormThanBeforeFailsAndSaysWhy() throws Exception {
    assertComplete(run(api(), incremental()));

    String error = assertFailed(run(api(), incremental("watermarkFormat", "epoch")));

    assertThat(error).contains("watermark '" + newest() + "'").contains("watermarkFormat");
    assertThat(checkpoint("items").watermark()).contains(newest());
  }

  @Test
  void howFarTheWatermarkIsBehindIsMeasured() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (TestContext context = context(true, api(), incremental())) {
      context.context().getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
      Schedule schedule = context.start().bean("caravanSchedule", Schedule.class);
      assertComplete(schedule.await("items", Duration.ofSeconds(20)).orElseThrow());
    }

    double lag = meters.get("caravan.watermark.lag").tag("stream", "items").gauge().value();
    Duration real = Duration.between(Instant.parse(newest()), Instant.now());
    assertThat(lag).isBetween(real.minusSeconds(20).toMillis() / 1e3, real.toMillis() / 1e3);
  }

  /** The items by updated_at; a later parameter is stronger. */
  private static String incremental(String... parameters) {
    String[] own = {
      "path",
      "/cursor;bounds=inclusive/items?limit=10",
      "watermark",
      "updated_at",
      "watermarkParam",
      "updated_after"
    };
    return withoutEmpty(items(joined(own, parameters)));
  }

  /** The items by id. */
  private static String since(String... parameters) {
    String[] own = {
      "path", "/since/items?limit=10", "pagination", "keyset", "keysetParam", "since_id",
      "hasMore", "$.has_more", "watermark", "id", "watermarkParam", "since_id",
      "watermarkFormat", "number"
    };
    return items(joined(own, parameters));
  }

  private static String[] joined(String[] own, String... more) {
    String[] all = Arrays.copyOf(own, own.length + more.length);
    System.arraycopy(more, 0, all, own.length, more.length);
    return all;
  }

  /** Without the parameters that are there to take one of the defaults away. */
  private static String withoutEmpty(String route) {
    return route.replaceAll("\\w+: '', |, \\w+: ''(?=})", "");
  }

  /** A step of the user's that fails on the page with a record. */
  private String failOn(String order, int index) {
    Comparator<Stamp> byTime = Comparator.comparing(Stamp::time);
    Comparator<Stamp> comparator =
        switch (order) {
          case "asc" -> byTime;
          case "desc" -> byTime.reversed();
          default -> Comparator.comparing(Stamp::id);
        };
    return failOn(stamps().stream().sorted(comparator).toList().get(index).id());
  }

  private static String failOn(long id) {
    return steps(
        """
            - choice:
                when:
                  - simple: "${body[0][id]} == %d"
                    steps:
                      - throwException: {exceptionType: java.lang.IllegalStateException, message: "the sky fell"}
        """
            .formatted(id));
  }

  /** Puts an item into the shop that has this time. */
  private void put(long id, Instant updatedAt) {
    ObjectNode item = sandbox.shop().expected("items").get("1").deepCopy();
    item.put("id", id)
        .put("updated_at", updatedAt.toString().replaceFirst("(:\\d\\d)Z", "$1.000Z"));
    sandbox.shop().put("items", item);
  }

  private record Stamp(long id, String time) {}

  private List<Stamp> stamps() {
    return sandbox.shop().expected("items").values().stream()
        .map(item -> new Stamp(item.get("id").longValue(), text(item)))
        .toList();
  }

  private static String text(JsonNode item) {
    return item.get("updated_at").textValue();
  }

  private String newest() {
    return stamps().stream().map(Stamp::time).max(Comparator.naturalOrder()).orElseThrow();
  }

  /** The values of a parameter in the requests that have it. */
  private List<String> asked(String parameter) {
    return sandbox.traffic().requests("items").stream()
        .map(SeenRequest::query)
        .flatMap(query -> Arrays.stream(query.split("&")))
        .filter(pair -> pair.startsWith(parameter + "="))
        .map(pair -> pair.substring(parameter.length() + 1))
        .map(value -> URLDecoder.decode(value, StandardCharsets.UTF_8))
        .toList();
  }

  private String checkpointJson() {
    Map<String, Object> row =
        sql.queryForMap("select cast(state as varchar) as state from caravan_checkpoint");
    return row.get("state").toString().replace("\\\"", "\"");
  }
}
