package dev.caravan.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random lists of random kinds, which change while they are read, behind an API that fails and lies
 * at random, read by runs that are paused and fail in the middle of a page at random: when a run
 * says that it is complete, nothing is missing that was there all the time. {@code
 * -Dscans.cases=100000} tries as many; {@code -Dscans.seed=7} begins elsewhere.
 */
@Timeout(3_600)
class RandomScansTest {
  private static final int CASES = Integer.getInteger("scans.cases", 2_000);
  private static final long SEED = Long.getLong("scans.seed", 1);
  private static final int AT_ONCE = 80;
  private static final int MOST_RUNS = 25;
  private static final int MOST_FAILURES = 4;

  @TempDir Path directory;
  private final Map<String, RandomList> lists = new TreeMap<>();
  private final Map<String, Integer> runs = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final Random crashes = new Random(SEED);
  private int complete;

  @Test
  void whatIsCompleteLacksNothing() throws Exception {
    String url = TestDatabases.sqliteUrl(directory);
    try (ListApi api = new ListApi();
        Database database = new Database(url, "", "")) {
      ListStreams streams = new ListStreams(url, api.url(), this::crashAtTimes);
      for (int next = 0; next < CASES || !lists.isEmpty(); ) {
        // Each process that starts has as many streams as the one before it, since it is its start
        // that takes the time.
        for (; next < CASES && lists.size() < AT_ONCE; next++) {
          RandomList list = new RandomList(SEED + next);
          lists.put(list.name(), list);
          api.add(list);
          streams.add(list.name(), list.parameters());
        }
        run(streams, database);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(complete).as("cases that end complete").isGreaterThan(CASES / 2);
  }

  private void run(ListStreams streams, Database database) throws Exception {
    Map<String, RunOutcome> outcomes = new TreeMap<>();
    streams.run(List.copyOf(lists.keySet()), outcomes);
    outcomes.forEach((name, outcome) -> judge(lists.get(name), outcome, database));
    List<RandomList> endless =
        lists.values().stream().filter(list -> runs(list) >= MOST_RUNS).toList();
    endless.forEach(list -> lists.remove(list.name()));
    endless.stream()
        .filter(RandomList::isHonest)
        .forEach(list -> wrong.add(list + " never comes to an end"));
  }

  private int runs(RandomList list) {
    return runs.getOrDefault(list.name(), 0);
  }

  private void judge(RandomList list, RunOutcome outcome, Database database) {
    runs.merge(list.name(), 1, Integer::sum);
    if (outcome.state() == RunState.COMPLETE) {
      complete++;
      lists.remove(list.name());
      list.faults(ListStreams.loaded(database, list.name()))
          .forEach(fault -> wrong.add(list + " is complete but " + fault));
    } else if (outcome.state() != RunState.PAUSED
        && !outcome.error().orElse("").contains(CRASH)
        && failures.merge(list.name(), 1, Integer::sum) == MOST_FAILURES) {
      lists.remove(list.name());
      if (list.isHonest()) {
        wrong.add(list + " is " + outcome.state() + " for no reason: " + outcome.error());
      }
    }
  }

  private static final String CRASH = "the step crashed";

  private void crashAtTimes(Exchange exchange) {
    synchronized (crashes) {
      if (crashes.nextInt(15) == 0) {
        throw new IllegalStateException(CRASH);
      }
    }
  }
}
