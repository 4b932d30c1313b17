package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.run.history.StreamStatuses;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.MarkedApi;
import dev.caravan.testing.MarkedApi.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A stream in windows has what it would have as one, however windows, records and API behave. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class SlicesTest extends PullTest {
  private static final long DAY = 86_400;
  private static final long NOW = Instant.now().getEpochSecond();
  private static final long BEGIN = (NOW - 600) / DAY * DAY - 10 * DAY;

  private final MarkedApi api = new MarkedApi();

  @AfterEach
  void closeApi() {
    api.close();
  }

  @Test
  void readsEachWindowOnceAndTheLastOneWithoutAnEnd() throws Exception {
    fill(200);

    assertComplete(sliced());

    assertExact();
    List<Query> first = api.asked().stream().filter(Query::isFirst).toList();
    assertThat(first).hasSizeBetween(11, 12);
    assertThat(first.stream().filter(Query::isBounded)).hasSize(first.size() - 1);
    for (int i = 1; i < first.size(); i++) {
      long border = BEGIN + i * DAY;
      assertThat(first.stream().map(Query::after)).contains(border);
      assertThat(first.stream().map(Query::before)).contains(border);
    }
    assertThat(checkpoint("records").scan()).isEmpty();
    assertThat(sql.queryForList("select * from caravan_window")).isEmpty();

    api.forget();
    api.put(1, NOW);
    assertComplete(sliced());
    assertExact();
    assertThat(api.asked()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void asksForAsManyAtOnceAsItMay() throws Exception {
    fill(200);
    api.delay = Duration.ofMillis(30);

    assertComplete(sliced("parallel", "3"));

    assertExact();
    assertThat(api.mostAtOnce()).isEqualTo(3);
  }

  @Test
  void theWatermarkPassesAWindowOnlyWhenAllBeforeItAreComplete() throws Exception {
    fill(200);
    long bad = BEGIN + 4 * DAY;
    api.otherwise = query -> query.after() == bad ? Reply.status(500, "{}") : null;

    String error = assertIncomplete(sliced());

    assertThat(error)
        .contains("1 window was set aside", Instant.ofEpochSecond(bad).toString(), "status 500");
    assertThat(checkpoint("records").watermark()).contains(Instant.ofEpochSecond(bad).toString());
    assertThat(count("records")).isEqualTo(180);

    api.forget();
    api.put(1, NOW);
    api.put(1000, NOW);
    assertIncomplete(sliced());
    assertThat(sql.queryForObject("select count(*) from records where id = 1000", Long.class))
        .as("what is new does not wait for it")
        .isEqualTo(1);
    assertThat(api.asked()).as("only that window and what is new").hasSizeLessThan(8);

    api.otherwise = query -> null;
    assertComplete(sliced());
    assertExact();
    assertThat(sql.queryForList("select * from caravan_window")).isEmpty();
  }

  @Test
  void aRecordThatMovesToANewerWindowWhileTheScanWalksIsFound() throws Exception {
    fill(200);
    AtomicInteger asked = new AtomicInteger();
    api.otherwise =
        query -> {
          int number = asked.incrementAndGet();
          if (number <= 150) {
            api.put(number, NOW + number % 3);
          }
          return null;
        };

    assertComplete(sliced("parallel", "2"));
    api.otherwise = query -> null;
    assertComplete(sliced("parallel", "2"));

    assertExact();
  }

  @Test
  void goesOnWhereTheLastRunWasPaused() throws Exception {
    fill(200);
    RunOutcome outcome = sliced("maxPages", "4", "parallel", "2");
    int runs = 1;
    for (; outcome.state() == RunState.PAUSED && runs < 30; runs++) {
      outcome = sliced("maxPages", "4", "parallel", "2");
    }

    assertComplete(outcome);
    assertThat(runs).isGreaterThan(4);
    assertExact();
    assertThat(api.asked()).as("nothing is asked twice").doesNotHaveDuplicates();
  }

  @Test
  void aStreamThatWasReadAsOneGoesOnInSlicesAndBack() throws Exception {
    fill(50);
    assertComplete(one());
    api.put(500, NOW - 60);
    assertComplete(sliced());
    assertExact();
    api.put(501, NOW);
    assertComplete(one());
    assertExact();

    fill(100);
    api.otherwise = query -> query.cursor().isEmpty() ? null : Reply.status(500, "{}");
    one("watermarkInitial", "2020-01-01T00:00:00Z");
    api.otherwise = query -> null;
    assertComplete(sliced("watermarkInitial", "2020-01-01T00:00:00Z"));
  }

  @Test
  void windowsThatTheApiWouldCutAreHalved() throws Exception {
    fill(600);
    for (int id = 601; id <= 900; id++) {
      api.put(id, BEGIN + 3 * DAY + id % 7);
    }
    api.most = 50;

    assertComplete(sliced("total", "$.total", "sliceMax", "50"));

    assertExact();
  }

  /** {@code -Dslices.scale=100}: of 50,000 records 3,000 in one second, and 1,000 of a query. */
  @Test
  void oneMomentThatHasTooMuchIsAnErrorThatNamesItAndAllElseIsThere() throws Exception {
    int scale = Integer.getInteger("slices.scale", 1);
    String[] capped = {
      "total", "$.total", "sliceMax", "" + 10 * scale, "path", "/records?limit=" + 10 * scale
    };
    fill(470 * scale);
    long moment = BEGIN + 5 * DAY + DAY / 2 + 1234;
    for (int id = 470 * scale + 1; id <= 500 * scale; id++) {
      api.put(id, moment);
    }
    api.most = 10 * scale;

    String error = assertIncomplete(sliced(capped));

    assertThat(error)
        .contains(
            Instant.ofEpochSecond(moment) + " to " + Instant.ofEpochSecond(moment + 1),
            30 * scale + " records",
            "sliceMax");
    assertThat(count("records")).isEqualTo(470L * scale);
    assertThat(Instant.parse(checkpoint("records").watermark().orElseThrow()))
        .isBeforeOrEqualTo(Instant.ofEpochSecond(moment));
    assertThat(new StreamStatuses(database).all().get(0).toString())
        .contains("windows, ", " are complete");

    api.forget();
    assertIncomplete(sliced(capped));
    assertThat(api.asked()).as("only that moment and what is new").hasSizeLessThan(6);

    for (int id = 475 * scale; id <= 500 * scale; id++) {
      api.remove(id);
    }
    assertComplete(sliced(capped));
    assertExact();
  }

  @Test
  void boundsOfEitherKindLoseNothingAtTheBorders() throws Exception {
    for (int id = 1; id <= 60; id++) {
      api.put(id, BEGIN + (id % 9 + 1) * DAY + id % 3 - 1);
    }
    api.put(61, BEGIN);
    api.filter = (mark, query) -> mark > query.after() && mark <= query.before();
    assertComplete(sliced("watermarkBoundary", "exclusive"));
    assertExact();

    sql.execute("delete from records");
    sql.execute("delete from caravan_checkpoint");
    api.filter = (mark, query) -> mark > query.after() && mark < query.before();
    assertComplete(sliced("watermarkBoundary", "exclusive"));
    assertExact();
  }

  @Test
  void anApiThatHeedsNoUpperBoundIsNamed() throws Exception {
    fill(200);
    api.filter = (mark, query) -> mark >= query.after();

    assertThat(assertIncomplete(sliced())).contains("ignores watermarkParam or untilParam");
  }

  @Test
  void numbersAreCutBelowTheLargestOneThatIsThere() throws Exception {
    api.form = mark -> String.valueOf(mark);
    api.read = Long::valueOf;
    for (int id = 1; id <= 300; id++) {
      api.put(id, id * 7L);
    }
    String[] numbers = {
      "watermarkFormat", "number", "watermarkInitial", "0", "slice", "100", "parallel", "4"
    };

    assertComplete(sliced(numbers));

    assertExact();
    assertThat(api.asked().stream().filter(Query::isBounded)).hasSizeGreaterThan(10);
    assertThat(checkpoint("records").watermark()).contains("2100");

    api.forget();
    api.put(5, 2101);
    api.put(301, 2102);
    assertComplete(sliced(numbers));
    assertExact();
    assertThat(api.asked()).hasSizeLessThan(4);
  }

  @Test
  void marksInSecondsAndAnInclusiveUpperBoundAreReadToTheLastSecond() throws Exception {
    api.form = mark -> String.valueOf(mark);
    api.read = Long::valueOf;
    api.filter = (mark, query) -> mark >= query.after() && mark <= query.before();
    for (int id = 1; id <= 90; id++) {
      api.put(id, BEGIN + DAY + id / 30);
    }
    api.most = 31;

    assertComplete(
        sliced(
            "watermarkFormat",
            "epoch",
            "watermarkInitial",
            String.valueOf(BEGIN),
            "total",
            "$.total",
            "sliceMax",
            "31",
            "untilBoundary",
            "inclusive"));

    assertExact();
  }

  @Test
  void twoBoundsInOnePlaceAreRefused() {
    assertThatThrownBy(() -> sliced("watermarkParam", "at=ge:{}", "untilParam", "at=lt:{}"))
        .hasStackTraceContaining("untilParam takes the place of watermarkParam");
  }

  private void fill(int count) {
    for (int id = 1; id <= count; id++) {
      api.put(id, BEGIN + id % 10 * DAY + id % (DAY / 2));
    }
  }

  private void assertExact() {
    Map<Long, Integer> expected = new TreeMap<>();
    api.records().forEach((id, record) -> expected.put(id, record.version()));
    Map<Long, Integer> loaded = new TreeMap<>();
    sql.query(
        "select id, version from records",
        row -> {
          loaded.put(row.getLong(1), row.getInt(2));
        });
    assertThat(loaded).isEqualTo(expected);
    assertLedgersBalance();
  }

  /** Without slices. */
  private RunOutcome one(String... parameters) throws Exception {
    return runWith(pairs(common(), parameters));
  }

  private RunOutcome sliced(String... parameters) throws Exception {
    Map<String, String> sliced =
        pairs(common(), "slice", "1d", "untilParam", "before", "parallel", "4");
    return runWith(pairs(sliced, parameters));
  }

  private static Map<String, String> common() {
    return Map.of(
        "path",
        "/records?limit=10",
        "nextCursor",
        "$.next",
        "watermark",
        "at",
        "watermarkParam",
        "after",
        "watermarkInitial",
        Instant.ofEpochSecond(BEGIN).toString());
  }

  private RunOutcome runWith(Map<String, String> parameters) throws Exception {
    String[] flat =
        parameters.entrySet().stream()
            .flatMap(each -> java.util.stream.Stream.of(each.getKey(), each.getValue()))
            .toArray(String[]::new);
    return run(
            List.of("records"),
            api("baseUrl", api.url(), "maxRetries", "0"),
            pull("records", flat) + upsert("records", "id", "version", "version"))
        .get(0);
  }
}
