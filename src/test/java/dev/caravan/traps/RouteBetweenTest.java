package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.state.CheckpointChanges;
import dev.caravan.testing.TableAssert;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users write between the API and the table, and what must hold whatever they write. */
@Timeout(30)
class RouteBetweenTest extends PullTest {
  private static final String FAIL_ON_PAGE_THREE =
      steps(
          """
                  - choice:
                      when:
                        - simple: "${body[0][id]} == 21"
                          steps:
                            - throwException: {exceptionType: java.lang.IllegalStateException, message: "the sky fell"}
          """);

  @Test
  void recordsThatTheRouteTakesOutAreCountedAsDropped() throws Exception {
    String route =
        pull("items")
            + steps(
                """
                      - setBody: {simple: "${body.subList(0, 4)}"}
                """)
            + upsert("items", "id");

    assertComplete(run(api(), route));

    assertThat(count("items")).isEqualTo(16);
    assertThat(lastRun("items"))
        .containsEntry("fetched", 40L)
        .containsEntry("inserted", 16L)
        .containsEntry("dropped", 24L);
    assertLedgersBalance();
  }

  @Test
  void aSplitWithAFilterLoadsTheRecordsThatPassAndCountsTheRest() throws Exception {
    String route =
        pull("items")
            + steps(
                """
                      - split:
                          simple: "${body}"
                          steps:
                            - filter:
                                simple: "${body[id]} > 35"
                                steps:
                                  - to: {uri: 'kamelet:caravan-upsert', parameters: {table: items, key: id}}
                """);

    assertComplete(run(api(), route));

    assertThat(sql.queryForList("select id from items order by id", Long.class))
        .containsExactly(36L, 37L, 38L, 39L, 40L);
    assertThat(lastRun("items"))
        .containsEntry("fetched", 40L)
        .containsEntry("inserted", 5L)
        .containsEntry("dropped", 35L);
    assertLedgersBalance();
  }

  @Test
  void aFilterThatDropsAWholePageDoesNotEndTheScan() throws Exception {
    String route =
        pull("items")
            + steps(
                """
                      - filter:
                          simple: "${body[0][id]} != 11"
                          steps:
                            - to: {uri: 'kamelet:caravan-upsert', parameters: {table: items, key: id}}
                """);

    assertComplete(run(api(), route));

    assertThat(count("items")).isEqualTo(30);
    assertThat(lastRun("items")).containsEntry("pages", 4L).containsEntry("dropped", 10L);
    assertLedgersBalance();
  }

  @Test
  void aStepThatTakesAPageToAnotherThreadFailsTheRunInsteadOfLoadingBesideItsCheckpoint()
      throws Exception {
    usePostgres();
    String wait = steps("- delay: {constant: '20'}");

    assertThat(assertFailed(run(api(), pull("items") + wait + upsert("items", "id"))))
        .contains("another thread")
        .contains("asyncDelayed: false");
    assertThat(checkpoint("items").position()).isEmpty();

    String stays = steps("- delay: {constant: '20', asyncDelayed: 'false'}");
    assertComplete(run(api(), pull("items") + stays + upsert("items", "id")));
    assertItemsComplete();
  }

  @Test
  void aRouteThatFailsAfterTheTableRollsItsPageBack() throws Exception {
    String route = pull("items") + upsert("items", "id") + FAIL_ON_PAGE_THREE;

    String error = assertFailed(run(api(), route));

    assertThat(error).contains("the sky fell");
    assertStoppedBeforePageThree();
    assertGoesOnAtPageThree();
  }

  @Test
  void aRouteWhoseOwnErrorHandlerTakesTheFailureAsHandledKeepsNothingOfThePage() throws Exception {
    String handler =
        """
        - onException:
            exception: [java.lang.Exception]
            handled: {constant: "true"}
            steps:
              - log: "never mind"
        """;
    String route = pull("items") + upsert("items", "id") + FAIL_ON_PAGE_THREE;

    String error = assertFailed(run(handler, api(), route));

    assertThat(error).contains("error handler").contains("nothing of the page is committed");
    assertThat(sandbox.traffic().requests().size()).isLessThanOrEqualTo(4);
    assertStoppedBeforePageThree();
    assertGoesOnAtPageThree();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stop: {}", "rollback: {markRollbackOnly: true}", "rollback: {message: 'no'}"})
  void aRouteThatStopsOrRollsBackAPageKeepsNothingOfIt(String step) throws Exception {
    String route =
        pull("items")
            + upsert("items", "id")
            + steps(
                """
                - choice:
                    when:
                      - simple: "${body[0][id]} == 21"
                        steps:
                          - %s
                """
                    .formatted(step));

    assertFailed(run(api(), route));

    assertStoppedBeforePageThree();
    assertGoesOnAtPageThree();
  }

  @Test
  void aRouteThatRetriesItsOwnStepLoadsThePageOnce() throws Exception {
    String handler =
        """
        - onException:
            exception: [java.lang.IllegalStateException]
            redeliveryPolicy: {maximumRedeliveries: 1, redeliveryDelay: 10}
        """;
    String route = pull("items") + upsert("items", "id") + FAIL_ON_PAGE_THREE;

    assertFailed(run(handler, api(), route));

    assertStoppedBeforePageThree();
  }

  @Test
  void twoUpsertsLoadBothTablesInOneTransaction() throws Exception {
    String route =
        pull("items") + upsert("items", "id") + upsert("copies", "id") + FAIL_ON_PAGE_THREE;

    assertFailed(run(api(), route));

    assertStoppedBeforePageThree();
    assertThat(count("copies")).isEqualTo(20);
    assertThat(lastRun("items"))
        .containsEntry("fetched", 20L)
        .containsEntry("inserted", 40L)
        .containsEntry("added", 20L);

    assertComplete(run(api(), pull("items") + upsert("items", "id") + upsert("copies", "id")));
    assertItemsComplete();
    TableAssert.assertTable(database.dataSource(), "copies")
        .holds(sandbox.expected("items", LIMIT));
    assertLedgersBalance();
  }

  @Test
  void aPageThatTheRouteCatchesBeforeItReachedTheDatabaseIsCountedAsDropped() throws Exception {
    sandbox.faults().on("items").page(3).onlyBadRecords();

    assertComplete(run(api(), pull("items") + caught("required: updated_at")));

    assertThat(count("items")).isEqualTo(30);
    assertThat(lastRun("items")).containsEntry("fetched", 40L).containsEntry("dropped", 10L);
    assertLedgersBalance();
  }

  @Test
  void aDatabaseErrorThatTheRouteCatchesStillRollsThePageBack() throws Exception {
    sql.execute("create table items (id bigint primary key check (id <> 25))");

    assertFailed(
        run(api(), pull("items") + upsert("copies", "id") + caught("version: updated_at")));

    assertThat(count("items")).isEqualTo(20);
    assertThat(count("copies")).isEqualTo(20);
    assertThat(lastRun("items")).containsEntry("pages", 2L);
    assertLedgersBalance();

    sql.execute("drop table items");
    new CheckpointChanges(database).reset("items");
    assertComplete(run(api(), items()));
    assertThat(count("items")).isEqualTo(40);
  }

  private static String caught(String parameter) {
    return steps(
        """
              - doTry:
                  steps:
                    - to: {uri: 'kamelet:caravan-upsert', parameters: {table: items, key: id, %s}}
                  doCatch:
                    - exception: [java.lang.Exception]
                      steps:
                        - log: "caught"
        """
            .formatted(parameter));
  }

  private void assertStoppedBeforePageThree() {
    assertThat(count("items")).isEqualTo(20);
    assertThat(lastRun("items")).containsEntry("pages", 2L).containsEntry("fetched", 20L);
    assertThat(checkpoint("items").lastSuccess()).isEmpty();
    assertThat(checkpoint("items").version()).isEqualTo(2);
    assertLedgersBalance();
  }

  private void assertGoesOnAtPageThree() throws Exception {
    Optional<String> position = checkpoint("items").position();
    sandbox.traffic().clear();
    assertComplete(run(api(), items()));
    assertThat(position).isPresent();
    assertThat(pagesRequested()).containsExactly(3, 4);
    assertItemsComplete();
  }
}
