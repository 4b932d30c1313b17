package dev.caravan.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * {@code quarantine retry} that is killed: the record is in its table and settled, or neither, and
 * the next retry brings what is left.
 */
@Execution(ExecutionMode.CONCURRENT)
class RetryCrashIT {
  private static final List<String> RETRY = List.of("quarantine", "retry", "--all");
  private static final String ROUTES =
      """
      - beans:
          - {name: shop, type: dev.caravan.api.Api, properties: {baseUrl: "{{shop.url}}"}}
      - route:
          id: people
          from:
            uri: kamelet:caravan-pull
            parameters: {api: shop, path: /people}
            steps:
              - to:
                  uri: kamelet:caravan-upsert
                  parameters: {table: people, key: id, version: v%s, children: "tags -> people_tags(id, tag_no)"}
      """;

  @RegisterExtension final Processes processes = new Processes();
  private final LoopbackServer api =
      LoopbackServer.start(
          request ->
              Reply.json(
                  """
                  [{"id": 1, "v": 1, "city": "Bern"}, {"id": 2, "v": 1, "tags": ["a", "b"]}, {"id": 3, "v": 1, "tags": ["c"]}]"""));

  @AfterEach
  void close() {
    api.close();
  }

  @Test
  void aRecordIsInItsTableAndSettledOrNeither() {
    Installation caravan = Installation.onSqlite(processes);
    caravan.of(ROUTES.formatted(", required: city"), "shop.url=" + api.url());
    assertThat(caravan.start("run", "--once").exitCode()).isZero();
    assertThat(loaded(caravan)).isEqualTo("1, settled 0, tags 0");

    caravan.of(ROUTES.formatted(""), "shop.url=" + api.url());
    Child child = caravan.startUntil("merge-rows", 1, RETRY);
    child.awaitLine(CrashPoint.REACHED);
    child.kill();
    assertThat(loaded(caravan)).isEqualTo("1, settled 0, tags 0");
    // Nothing of the second record is kept, and all of the first.
    child = caravan.startUntil("merge-rows", 2, RETRY);
    child.awaitLine(CrashPoint.REACHED);
    child.kill();
    assertThat(loaded(caravan)).isEqualTo("2, settled 1, tags 2");
    assertThat(caravan.start(RETRY.toArray(String[]::new)).exitCode()).isZero();
    assertThat(loaded(caravan)).isEqualTo("3, settled 2, tags 3");
  }

  private static String loaded(Installation caravan) {
    long settled =
        caravan.inDatabase(
            sql ->
                sql.queryForObject(
                    "select count(*) from caravan_quarantine where outcome is not null",
                    Long.class));
    return "%d, settled %d, tags %d"
        .formatted(caravan.rowsOfTable("people"), settled, caravan.rowsOfTable("people_tags"));
  }
}
