package dev.caravan.completeness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.database.Database;
import dev.caravan.testing.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of paging meets every mishap: a run ends exact, or it is not complete and says why.
 * The table of the outcomes stands in docs/completeness.md; with {@code -Dcaravan.docs.write=true}
 * it is written anew instead of compared.
 */
@Timeout(300)
class CompletenessMatrixTest {
  private static final Path PAGE = Path.of("docs/completeness.md");
  private static final String BEGIN = "<!-- matrix -->\n";
  private static final String END = "<!-- /matrix -->\n";

  // It is the start of a process that takes the time.
  private static final int AT_ONCE = 80;

  @TempDir Path directory;

  @Test
  void noScanIsCompleteWithARowMissing() throws Exception {
    assertMatrix(TestDatabases.sqliteUrl(directory), "");
  }

  @Test
  void noScanIsCompleteWithARowMissingOnPostgresEither() throws Exception {
    assertMatrix(TestDatabases.postgresUrl(), "postgres");
  }

  private static void assertMatrix(String url, String user) throws Exception {
    Map<String, HostileList> lists = lists();
    Map<String, RunOutcome> outcomes;
    List<String> wrong = new ArrayList<>();
    Map<String, String> cells = new TreeMap<>();
    try (ListApi api = new ListApi()) {
      lists.values().forEach(api::add);
      ListStreams streams = new ListStreams(url, user, api.url());
      lists.forEach((name, list) -> streams.add(name, list.parameters()));
      outcomes = streams.run(AT_ONCE);
    }
    try (Database database = new Database(url, user, user)) {
      lists.forEach(
          (name, list) -> {
            RunOutcome outcome = outcomes.get(name);
            List<String> faults =
                list.faults(outcome, ListStreams.loaded(database.dataSource(), name));
            faults.forEach(fault -> wrong.add(name + ": " + fault + " " + outcome.error()));
            cells.put(
                name, outcome.state() == RunState.COMPLETE ? "exact" : outcome.state().text());
          });
    }
    assertThat(wrong).isEmpty();
    assertTable(table(cells));
  }

  private static Map<String, HostileList> lists() {
    Map<String, HostileList> lists = new TreeMap<>();
    for (Kind kind : Kind.values()) {
      for (Mishap mishap : Mishap.values()) {
        if (mishap.concerns(kind)) {
          lists.put(name(kind, mishap), new HostileList(name(kind, mishap), kind, mishap));
        }
      }
    }
    return lists;
  }

  private static String name(Kind kind, Mishap mishap) {
    return (kind + "-" + mishap).toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static String table(Map<String, String> cells) {
    StringBuilder table = new StringBuilder("| |");
    for (Kind kind : Kind.values()) {
      table.append(" ").append(kind.title()).append(" |");
    }
    table.append("\n|---|").append("---|".repeat(Kind.values().length)).append("\n");
    for (Mishap mishap : Mishap.values()) {
      table.append("| ").append(mishap.title()).append(" |");
      for (Kind kind : Kind.values()) {
        table.append(" ").append(cells.getOrDefault(name(kind, mishap), "–")).append(" |");
      }
      table.append("\n");
    }
    return table.toString();
  }

  private static void assertTable(String table) throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    if (Boolean.getBoolean("caravan.docs.write")) {
      Files.writeString(PAGE, page.substring(0, from) + table + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to)).isEqualTo(table);
  }
}
