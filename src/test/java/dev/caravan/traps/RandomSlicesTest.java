package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.MarkedApi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Streams in slices of any kind, over lists that change with each request, behind an API that fails
 * at random, with runs that are paused: once all is quiet, the table is exact. {@code
 * -Dslices.cases=100 -Dslices.seed=1} tries others.
 */
@Execution(ExecutionMode.CONCURRENT)
class RandomSlicesTest extends PullTest {
  private static final int CASES = Integer.getInteger("slices.cases", 2);
  private static final long DAY = 86_400;
  private static final int MOST_RUNS = 20;

  /** Fewer than any API here lists of a query, so that no second has too much. */
  private static final int MOST_CHANGES = 40;

  private MarkedApi api;
  private Random random;
  private Map<String, String> parameters;
  private boolean numbers;
  private long begin;
  private long newest;
  private int changes;

  @Test
  void theTableIsExactOnceAllIsQuiet() throws Exception {
    long seed = Long.getLong("slices.seed", 7);
    for (int number = 0; number < CASES; number++) {
      random = new Random(seed + number);
      sql.execute("drop table if exists records");
      sql.execute("delete from caravan_checkpoint");
      try (MarkedApi fresh = new MarkedApi()) {
        api = fresh;
        choose();
        String described = "-Dslices.cases=1 -Dslices.seed=" + (seed + number) + " " + parameters;
        runWhileChanging();
        quiet(described);
      }
    }
  }

  private void choose() {
    changes = 0;
    numbers = random.nextInt(3) == 0;
    boolean epoch = !numbers && random.nextBoolean();
    long now = Instant.now().getEpochSecond();
    begin = numbers ? 0 : (now / DAY - 1 - random.nextInt(20)) * DAY + random.nextInt(5000);
    newest = begin;
    int count = random.nextInt(300);
    long span = numbers ? count * (1L + random.nextInt(50)) + 1 : now - begin - 60;
    for (int id = 1; id <= count; id++) {
      long mark = begin + Math.floorMod(random.nextLong(), span);
      newest = Math.max(newest, mark);
      api.put(id, mark);
    }
    if (numbers || epoch) {
      api.form = String::valueOf;
      api.read = Long::valueOf;
    }
    boolean exclusive = random.nextBoolean();
    boolean inclusive = random.nextBoolean();
    api.filter =
        (mark, query) ->
            (exclusive ? mark > query.after() : mark >= query.after())
                && (inclusive ? mark <= query.before() : mark < query.before());
    parameters =
        new HashMap<>(
            Map.of(
                "path",
                "/records?limit=" + (2 + random.nextInt(20)),
                "nextCursor",
                "$.next",
                "watermark",
                "at",
                "watermarkParam",
                "after",
                "untilParam",
                "before",
                "watermarkFormat",
                numbers ? "number" : epoch ? "epoch" : "iso",
                "watermarkBoundary",
                exclusive ? "exclusive" : "inclusive",
                "watermarkInitial",
                // An exclusive filter is asked from the step before only where a watermark is.
                numbers || epoch ? "" + begin : Instant.ofEpochSecond(begin).toString()));
    parameters.put("slice", slice());
    parameters.put("parallel", "" + (1 + random.nextInt(8)));
    if (inclusive && random.nextBoolean()) {
      parameters.put("untilBoundary", "inclusive");
    }
    if (random.nextInt(3) == 0) {
      api.most = 60 + random.nextInt(100);
      parameters.put("total", "$.total");
      parameters.put("sliceMax", "" + api.most);
    }
    if (random.nextInt(3) == 0) {
      parameters.put("lookback", numbers ? "10" : "30s");
    }
    if (random.nextInt(3) == 0) {
      parameters.put("maxPages", "" + (1 + random.nextInt(10)));
    }
  }

  private String slice() {
    if (numbers) {
      return "" + (1 + random.nextInt(500));
    }
    return List.of("1d", "5h", "month", "3d", "36h").get(random.nextInt(5));
  }

  /** Some runs while records change, and responses fail. */
  private void runWhileChanging() throws Exception {
    Random events = new Random(random.nextLong());
    api.otherwise =
        query -> {
          synchronized (events) {
            if (events.nextInt(4) == 0 && changes < MOST_CHANGES) {
              changes++;
              change(events);
            }
            return events.nextInt(12) == 0 ? Reply.status(500, "{}") : null;
          }
        };
    for (int runs = random.nextInt(5); runs >= 0; runs--) {
      once();
    }
  }

  private void change(Random events) {
    long id = 1 + events.nextInt(330);
    newest = numbers ? newest + 1 + events.nextInt(3) : Instant.now().getEpochSecond();
    api.put(id, newest);
  }

  private void quiet(String described) throws Exception {
    api.otherwise = query -> null;
    parameters.remove("maxPages");
    List<String> states = new ArrayList<>();
    // A scan that began meanwhile, and one that began after it.
    for (int complete = 0; complete < 2 && states.size() < MOST_RUNS; ) {
      RunOutcome outcome = once();
      states.add(outcome.state() + outcome.error().map(text -> ": " + text).orElse(""));
      complete += outcome.state() == RunState.COMPLETE ? 1 : 0;
    }
    Map<Long, Integer> expected = new TreeMap<>();
    api.records().forEach((id, record) -> expected.put(id, record.version()));
    Map<Long, Integer> loaded = new TreeMap<>();
    if (!sql.queryForList("select 1 from sqlite_master where name = 'records'").isEmpty()) {
      sql.query(
          "select id, version from records",
          row -> {
            loaded.put(row.getLong(1), row.getInt(2));
          });
    }
    assertThat(loaded).as("%s %s", described, states).isEqualTo(expected);
    assertThat(count("caravan_window")).as("%s %s", described, states).isZero();
    assertLedgersBalance();
  }

  private RunOutcome once() throws Exception {
    String[] flat =
        parameters.entrySet().stream()
            .flatMap(each -> List.of(each.getKey(), each.getValue()).stream())
            .toArray(String[]::new);
    return run(
            List.of("records"),
            api("baseUrl", api.url(), "maxRetries", "0"),
            pull("records", flat) + upsert("records", "id", "version", "version"))
        .get(0);
  }
}
