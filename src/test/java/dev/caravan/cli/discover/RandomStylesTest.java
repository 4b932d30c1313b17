package dev.caravan.cli.discover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.database.Database;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Sent;
import dev.caravan.testing.TableAssert;
import dev.caravan.testing.TestContext;
import dev.caravan.testing.TestDatabases;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * APIs of random styles, each known by a URL alone: a file without an open question loads the whole
 * list, and later what changed, without a note against it; {@code -Ddiscover.cases} tries more.
 */
@Timeout(600)
class RandomStylesTest {
  private static final int CASES = Integer.getInteger("discover.cases", 40);
  private static final long SEED = Long.getLong("discover.seed", 1_000);
  private static final Duration LONGEST_RUN = Duration.ofSeconds(120);

  @TempDir Path directory;
  private final Map<String, RandomApi> apis = new LinkedHashMap<>();
  private final Map<String, Discovered> files = new LinkedHashMap<>();
  private final List<String> wrong = new ArrayList<>();
  private final LoopbackServer server =
      LoopbackServer.start(
          sent -> apis.get(sent.uri().getPath().substring(1)).answer(url(sent), query(sent)));

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void aFileWithoutAnOpenQuestionLoadsWhatTheApiHas() throws Exception {
    String url = TestDatabases.migratedSqliteUrl(directory);
    List<String> open = new ArrayList<>();
    int settled = 0;
    int incremental = 0;
    int filtering = 0;
    for (int i = 0; i < CASES; i++) {
      RandomApi api = new RandomApi(SEED + i);
      apis.put(api.name, api);
      int before = server.requests().size();
      Discovered file = Discovered.of(directory, api.name, server.url() + "/" + api.name);
      if (server.requests().size() - before > 12) {
        wrong.add(api + " was asked " + (server.requests().size() - before) + " times");
      }
      files.put(api.name, file);
      filtering += api.filters() ? 1 : 0;
      if (file.code() == 0) {
        settled++;
        incremental += file.text().contains("watermarkParam: ") ? 1 : 0;
      } else {
        open.add(api + "\n" + file.said());
      }
    }
    try (Database database = new Database(url, "", "")) {
      run(url, database);
      apis.values().forEach(RandomApi::change);
      run(url, database);
    }
    assertThat(wrong).isEmpty();
    assertThat(settled)
        .as("files without an open question, %s", open)
        .isGreaterThan(CASES * 8 / 10);
    assertThat(incremental).as("streams with a filter").isGreaterThan(filtering * 7 / 10);
  }

  private void run(String url, Database database) throws Exception {
    TestContext context =
        new TestContext().with(Map.of("caravan.once", "true", "caravan.datasource.url", url));
    List<String> streams =
        files.keySet().stream().filter(name -> files.get(name).code() == 0).toList();
    for (String stream : streams) {
      context.routes(files.get(stream).text());
    }
    Map<String, RunOutcome> outcomes = new TreeMap<>();
    try (TestContext started = context.start()) {
      Schedule schedule = started.bean("caravanSchedule", Schedule.class);
      for (String stream : streams) {
        outcomes.put(stream, schedule.await(stream, LONGEST_RUN).orElseThrow());
      }
    }
    for (String stream : streams) {
      judge(apis.get(stream), files.get(stream), outcomes.get(stream), database);
    }
  }

  private void judge(RandomApi api, Discovered file, RunOutcome outcome, Database database)
      throws Exception {
    List<String> notes =
        new JdbcTemplate(database.dataSource())
            .queryForList(
                "select notes from caravan_run where notes <> '' and stream = ?",
                String.class,
                api.name);
    String fault = "";
    if (outcome.state() != RunState.COMPLETE || !notes.isEmpty()) {
      fault = outcome + " " + notes;
    } else {
      try {
        TableAssert.assertTable(database.dataSource(), api.name.replace('-', '_'))
            .keyedBy(api.keyField())
            .holds(api.expected());
      } catch (AssertionError e) {
        fault = e.getMessage();
      }
    }
    if (!fault.isEmpty()) {
      wrong.add(api + "\n" + fault + "\n" + file.said() + file.text());
    }
  }

  private String url(Sent sent) {
    return "http://127.0.0.1:" + sent.header("Host").replaceFirst(".*:", "") + sent.uri().getPath();
  }

  private static Map<String, String> query(Sent sent) {
    Map<String, String> query = new LinkedHashMap<>();
    String raw = sent.uri().getRawQuery();
    for (String pair : raw == null ? new String[0] : raw.split("&")) {
      query.put(decoded(pair.replaceFirst("=.*", "")), decoded(pair.replaceFirst("^[^=]*=?", "")));
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
