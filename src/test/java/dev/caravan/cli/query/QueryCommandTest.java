package dev.caravan.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.state.database.OwnPool;
import dev.caravan.testing.TestDatabases;
import dev.caravan.testing.Verb;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What {@code query} and {@code runs} show, and that they change nothing. */
class QueryCommandTest {
  @TempDir private Path folder;

  private String url(String database) {
    return database.equals("sqlite")
        ? TestDatabases.sqliteUrl(folder)
        : TestDatabases.postgresUrl();
  }

  private static Verb execute(String url, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    String user = url.contains("postgresql") ? "postgres" : "";
    all.addAll(
        List.of(
            "-D",
            "caravan.datasource.url=" + url,
            "-D",
            "caravan.datasource.username=" + user,
            "-D",
            "caravan.datasource.password=" + user));
    return Verb.run(all);
  }

  private static void fill(String url, String... statements) throws Exception {
    String user = url.contains("postgresql") ? "postgres" : "";
    OwnPool pool = new OwnPool(url, user, user, 0, null);
    try {
      DataSource source = pool.open();
      List.of(statements).forEach(new JdbcTemplate(source)::execute);
    } finally {
      pool.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  void showsRowsAsATableAsCsvAndAsJson(String database) throws Exception {
    String url = url(database);
    fill(
        url,
        "create table items (id bigint, name text, total decimal(30,2))",
        "insert into items values (7, 'Ünö, \"x\"', 1.50), (12, null, 3), (3, '', 2)");
    String sql = "select id, name from items order by id desc";

    assertThat(execute(url, "query", sql).out())
        .isEqualToNormalizingNewlines(
            """
            id | name
            ---+---------
            12 | null
             7 | Ünö, "x"
             3 |
            (3 rows)
            """);
    assertThat(execute(url, "query", sql, "--csv").out())
        .isEqualTo("id,name\n12,\n7,\"Ünö, \"\"x\"\"\"\n3,\"\"\n");
    JsonNode json = new ObjectMapper().readTree(execute(url, "query", sql, "--json").out());
    assertThat(json).hasSize(3);
    assertThat(json.get(1).get("id").isNumber()).isTrue();
    assertThat(json.get(1).get("name").textValue()).isEqualTo("Ünö, \"x\"");
    assertThat(json.get(0).get("name").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  void saysWhenATableIsCutAndCutsNothingElse(String database) throws Exception {
    String url = url(database);
    String numbers =
        "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2500)"
            + " select i from n";

    assertThat(execute(url, "query", numbers).out())
        .contains("(100 rows, and there are more: see --limit)");
    assertThat(execute(url, "query", numbers, "--limit", "2500").out()).contains("(2500 rows)");
    assertThat(execute(url, "query", numbers, "--csv").out().lines()).hasSize(2501);
    assertThat(execute(url, "query", numbers, "--csv", "--limit", "3").out().lines()).hasSize(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  void writesNothingWhateverIsAsked(String database) throws Exception {
    String url = url(database);
    fill(url, "create table items (id bigint)", "insert into items values (1)");

    for (String sql :
        List.of(
            "delete from items",
            "insert into items values (2)",
            "select 1; delete from items",
            "commit; delete from items",
            "drop table items",
            "insert into items values (3) returning id")) {
      execute(url, "query", sql);
    }
    assertThat(execute(url, "query", "select id from items", "--csv").out()).isEqualTo("id\n1\n");
    Verb refused = execute(url, "query", "delete from items");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.error()).contains("the database refuses the statement", "read");
  }

  @Test
  void aMistakeInTheStatementIsSaidInTheWordsOfTheDatabase() {
    Verb said = execute(url("sqlite"), "query", "select * from itmes");
    assertThat(said.code()).isEqualTo(2);
    assertThat(said.error()).contains("no such table: itmes");
  }

  @Test
  void columnsOfOneNameAreToldApartAndTextOfOthersIsNoCommandToATerminal() throws Exception {
    Verb said = execute(url("sqlite"), "query", "select 1 as a, char(27) || '[2J' as a");
    assertThat(said.out()).contains("a | a_2").doesNotContain("\u001b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgres"})
  void showsTheRunsOfAStreamTheLatestFirst(String database) throws Exception {
    String url = url(database);
    execute(url, "status");
    String run =
        "insert into caravan_run (run_id, stream, state, started, fetched) values"
            + " ('%s', '%s', 'complete', '%s', %d)";
    fill(
        url,
        run.formatted("r1", "items", "2026-01-01T00:00:00.000000Z", 5),
        run.formatted("r2", "items", "2026-01-02T00:00:00.000000Z", 6),
        run.formatted("r3", "other", "2026-01-03T00:00:00.000000Z", 7));

    JsonNode runs = new ObjectMapper().readTree(execute(url, "runs", "items", "--json").out());
    assertThat(runs.findValuesAsText("run_id")).containsExactly("r2", "r1");
    assertThat(runs.get(0).get("fetched").intValue()).isEqualTo(6);
    Verb unknown = execute(url, "runs", "itmes");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.error()).contains("no run of itmes", "items, other");
  }
}
