package dev.caravan.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.database.OwnPool;
import dev.caravan.testing.TestDatabases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random lists of random kinds, which change while they are read, behind an API that fails and lies
 * at random, read by runs that are paused and killed at random: when a run says that it is
 * complete, nothing is missing that was there all the time. {@code -Dscans.cases=100000} tries as
 * many, a quarter of them on PostgreSQL and a tenth on MariaDB; {@code -Dscans.seed=7} begins
 * elsewhere.
 */
@Timeout(3_600)
class RandomScansTest {
  private static final int CASES = Integer.getInteger("scans.cases", 1_200);
  private static final long SEED = Long.getLong("scans.seed", 1);
  private static final int ON_POSTGRES = CASES / 4;
  private static final int ON_MARIADB = CASES / 10;
  private static final int ON_SQLITE = CASES - ON_POSTGRES - ON_MARIADB;
  private static final int AT_ONCE = 80;
  private static final int MOST_RUNS = 25;
  private static final int MOST_FAILURES = 4;

  @TempDir Path directory;
  private final Map<String, RandomList> lists = new TreeMap<>();
  private final Map<String, Integer> runs = new HashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int complete;

  @Test
  void whatIsCompleteLacksNothing() throws Exception {
    load(new OwnPool(TestDatabases.sqliteUrl(directory), "", "", 0, null), 0, ON_SQLITE);
  }

  @Test
  void whatIsCompleteLacksNothingOnPostgres() throws Exception {
    String user = "postgres";
    OwnPool pool = new OwnPool(TestDatabases.postgresUrl(), user, user, 0, null);
    load(pool, ON_SQLITE, ON_SQLITE + ON_POSTGRES);
  }

  @Test
  void whatIsCompleteLacksNothingOnMariaDb() throws Exception {
    OwnPool pool = new OwnPool(TestDatabases.mariaDbUrl(), "root", "", 0, null);
    load(pool, CASES - ON_MARIADB, CASES);
  }

  private void load(OwnPool pool, int first, int end) throws Exception {
    try {
      load(pool.open(), first, end);
    } finally {
      pool.close();
    }
  }

  private void load(DataSource database, int first, int end) throws Exception {
    Kills kills = new Kills(database, SEED);
    try (ListApi api = new ListApi()) {
      ListStreams streams = new ListStreams(kills, api.url());
      for (int next = first; next < end || !lists.isEmpty(); ) {
        // Each process that starts has as many streams as the one before it, since it is its start
        // that takes the time.
        for (; next < end && lists.size() < AT_ONCE; next++) {
          RandomList list = new RandomList(SEED + next);
          lists.put(list.name(), list);
          api.add(list);
          streams.add(list.name(), list.parameters());
        }
        run(streams, database);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(complete).as("cases that end complete").isGreaterThan((end - first) / 2);
    assertThat(kills.count()).as("kills").containsOnlyKeys(Kills.At.values());
  }

  private void run(ListStreams streams, DataSource database) throws Exception {
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

  private void judge(RandomList list, RunOutcome outcome, DataSource database) {
    runs.merge(list.name(), 1, Integer::sum);
    if (outcome.state() == RunState.COMPLETE) {
      complete++;
      lists.remove(list.name());
      list.faults(ListStreams.loaded(database, list.name()))
          .forEach(fault -> wrong.add(list + " is complete but " + fault + "\n" + list.history()));
    } else if (outcome.state() != RunState.PAUSED
        && !outcome.error().orElse("").contains(Kills.KILLED)
        && failures.merge(list.name(), 1, Integer::sum) == MOST_FAILURES) {
      lists.remove(list.name());
      if (list.isHonest()) {
        wrong.add(list + " is " + outcome.state() + " for no reason: " + outcome.error());
      }
    }
  }
}
