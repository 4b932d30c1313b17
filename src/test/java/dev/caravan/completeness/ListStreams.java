package dev.caravan.completeness;

import dev.caravan.run.Schedule;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.testing.TestContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.apache.camel.Processor;
import org.springframework.jdbc.core.JdbcTemplate;

/** Streams that load many lists into one table, all of them in one run of a process. */
final class ListStreams {
  private static final Duration LONGEST_RUN = Duration.ofSeconds(90);

  private final Map<String, String> database;
  private final Processor kills;
  private final String apiUrl;
  private final Map<String, Map<String, String>> streams = new LinkedHashMap<>();

  /** Into the database at a URL, of a user whose password is their name. */
  ListStreams(String databaseUrl, String user, String apiUrl) {
    this(
        Map.of(
            "caravan.datasource.url",
            databaseUrl,
            "caravan.datasource.username",
            user,
            "caravan.datasource.password",
            user),
        exchange -> {},
        apiUrl);
  }

  /** Into a database of which some commits fail, as the DataSource of a hub. */
  ListStreams(Kills kills, String apiUrl) {
    this(Map.of("caravan.datasource", "#kills"), kills, apiUrl);
  }

  private ListStreams(Map<String, String> database, Processor kills, String apiUrl) {
    this.database = database;
    this.kills = kills;
    this.apiUrl = apiUrl;
  }

  void add(String name, Map<String, String> parameters) {
    streams.put(name, parameters);
  }

  /** Runs each stream once, some of them at the same time in a context of their own. */
  Map<String, RunOutcome> run(int atOnce) throws Exception {
    Map<String, RunOutcome> outcomes = new TreeMap<>();
    List<String> names = List.copyOf(streams.keySet());
    for (int from = 0; from < names.size(); from += atOnce) {
      run(names.subList(from, Math.min(names.size(), from + atOnce)), outcomes);
    }
    return outcomes;
  }

  /** Runs some streams once, at the same time. */
  void run(List<String> names, Map<String, RunOutcome> outcomes) throws Exception {
    TestContext context =
        new TestContext().with(Map.of("caravan.once", "true")).with(database).bind("kills", kills);
    context.context().getShutdownStrategy().setTimeout(5);
    try (TestContext started = context.routes(yaml(names)).start()) {
      Schedule schedule = started.bean("caravanSchedule", Schedule.class);
      for (String stream : names) {
        outcomes.put(stream, schedule.await(stream, LONGEST_RUN).orElseThrow());
      }
    }
  }

  /** The records of a list that are in the table. */
  static List<Item> loaded(DataSource database, String list) {
    return new JdbcTemplate(database)
        .query(
            "select id, place, version from listed where list = ?",
            (row, number) ->
                new Item(row.getLong("id"), row.getLong("place"), row.getLong("version")),
            list);
  }

  private String yaml(List<String> names) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("- beans:\n    - name: lists\n      type: dev.caravan.api.Api\n");
    yaml.append("      properties: {baseUrl: '").append(apiUrl);
    yaml.append("', maxRetries: 1, maxRetryWait: 100ms}\n");
    names.forEach(
        name ->
            yaml.append(
                """
                - route:
                    id: %s
                    from:
                      uri: kamelet:caravan-pull
                      parameters: %s
                      steps:
                        - to:
                            uri: kamelet:caravan-upsert
                            parameters: {table: listed, key: "list,id", version: updated_at}
                        - process: {ref: kills}
                """
                    .formatted(name, flow(streams.get(name)))));
    return yaml.toString();
  }

  private static String flow(Map<String, String> values) {
    List<String> quoted = new ArrayList<>();
    values.forEach((name, value) -> quoted.add(name + ": '" + value.replace("'", "''") + "'"));
    return "{" + String.join(", ", quoted) + "}";
  }
}
