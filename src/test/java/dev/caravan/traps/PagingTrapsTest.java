package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.fault.AnswerFault;
import dev.caravan.sandbox.fault.Fault;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What APIs do with their pages. Forty items on four pages of ten. */
@Timeout(30)
class PagingTrapsTest extends PullTest {
  private static final String LONG_TEXT = "maintenance " + "0123456789".repeat(60);

  @Test
  void aNextCursorEqualToTheCurrentOneFailsTheRunAndIsNamed() throws Exception {
    Fault same = sandbox.faults().on("items").page(2).sameCursor();

    String error = assertFailed(run(api(), items()));

    assertThat(error).contains(checkpoint("items").position().orElseThrow()).contains("loop");
    assertThat(pagesRequested()).startsWith(1, 2).hasSizeLessThanOrEqualTo(3);
    assertLedgersBalance();

    same.off();
    assertComplete(run(api(), items()));
    assertItemsComplete();
  }

  @Test
  void cursorsThatGoRoundEndTheRunInsteadOfNeverEnding() throws Exception {
    Fault cycle = sandbox.faults().on("items").page(3).cycleCursor();

    String error = assertFailed(run(api(), items()));

    assertThat(error).contains("loop");
    assertThat(sandbox.traffic().requests()).hasSizeLessThan(12);

    cycle.off();
    assertComplete(run(api(), items()));
    assertItemsComplete();
  }

  @Test
  void anEmptyPageWithANextCursorIsNotTheEnd() throws Exception {
    sandbox.faults().on("items").page(2).emptyPage();

    assertComplete(run(api(), items()));

    assertThat(pagesRequested()).as("and once more").containsExactly(1, 2, 2, 3, 4);
    assertThat(count("items")).isEqualTo(30);
    assertItemsComplete();
  }

  @Test
  void recordsThatComeAgainBesideThoseOfThePageAreNoPageOfAnother() throws Exception {
    sandbox.faults().on("items").page(2).lateDuplicates(4);
    sandbox.faults().on("items").page(3).lateDuplicates(4);

    assertComplete(run(api(), items("path", "/items?limit=5")));

    assertItemsComplete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "null", "false"})
  void aNextCursorThatIsEmptyNullOrFalseEndsTheScan(String cursor) throws Exception {
    sandbox.faults().on("items").page(2).nextCursor(cursor);

    assertComplete(run(api(), items()));

    assertThat(pagesRequested()).containsExactly(1, 2);
    assertThat(checkpoint("items").scan()).isEmpty();
  }

  @Test
  void aMissingNextCursorOnAFullPageIsLookedIntoAndIsNoEnd() throws Exception {
    Fault fault = sandbox.faults().on("items").page(2).noNextCursor();

    assertThat(assertIncomplete(run(api(), items()))).contains("9 rows", "next_cursor");
    assertThat(pagesRequested()).containsExactly(1, 2, 2);

    fault.off();
    assertComplete(run(api(), items()));
    assertItemsComplete();
  }

  @Test
  void aNumberIsACursorLikeAnyOther() throws Exception {
    sandbox.faults().on("items").numericCursor();

    assertComplete(run(api(), items()));

    assertThat(pagesRequested()).containsExactly(1, 2, 3, 4);
    assertItemsComplete();
  }

  @Test
  void zeroIsACursorToo() throws Exception {
    sandbox.faults().on("items").page(1).nextCursor("0");

    assertFailed(run(api(), items()));

    assertThat(checkpoint("items").position()).contains("0");
    assertThat(sandbox.traffic().requests("items").get(1).query()).endsWith("cursor=0");
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 500})
  void aPageThatFailsInTheMiddleIsNeverTakenAsTheEnd(int status) throws Exception {
    AnswerFault fault = sandbox.faults().on("items").page(3).respond(status);

    String error = assertFailed(run(api("maxRetries", "1"), items()));

    assertThat(error).contains("status " + status);
    assertThat(count("items")).isEqualTo(20);
    assertThat(checkpoint("items").lastSuccess()).isEmpty();
    assertThat(checkpoint("items").position()).isPresent();
    assertThat(lastRun("items")).containsEntry("pages", 2L).containsEntry("fetched", 20L);

    fault.off();
    sandbox.traffic().clear();
    assertComplete(run(api(), items()));
    assertThat(pagesRequested()).containsExactly(3, 4);
    assertItemsComplete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"204", "", "null"})
  void anAnswerWithoutContentIsFetchedAgainAndThenFailsTheRun(String body) throws Exception {
    AnswerFault fault = noContent(3, body);

    String error = assertFailed(run(api("maxRetries", "1"), items()));

    assertThat(error).contains("no content");
    assertThat(pagesRequested()).containsExactly(1, 2, 3, 3);
    assertThat(count("items")).isEqualTo(20);

    fault.off();
    assertComplete(run(api(), items()));
    assertItemsComplete();
  }

  @Test
  void whereAnApiAnswersNothingSoAParameterSaysItForTheFirstPageAndTheEndOfAWalk()
      throws Exception {
    AnswerFault nothing = noContent(1, "204");
    assertComplete(run(api(), items("emptyAnswer", "page")));
    assertThat(lastRun("items")).containsEntry("fetched", 0L);

    nothing.off();
    noContent(3, "");
    assertFailed(run(api("maxRetries", "0"), items("emptyAnswer", "page")));
    assertThat(count("items")).isEqualTo(20);
  }

  private AnswerFault noContent(int page, String body) {
    return body.equals("204")
        ? sandbox.faults().on("items").page(page).respond(204)
        : sandbox.faults().on("items").page(page).respond(200).body("application/json", body);
  }

  @Test
  void errorsOfGraphqlFailThePageEvenBesidePartialData() throws Exception {
    String query = "query($after: String) { items(first: 10, after: $after) { nodes } }";
    String body = "{\"query\": \"" + query + "\", \"variables\": {\"first\": 10} }";
    sandbox
        .faults()
        .on("items")
        .page(2)
        .respond(200)
        .body(
            "application/json",
            "{\"errors\": [{\"message\": \"timed out\"}], \"data\": {\"items\": {\"nodes\": [],"
                + " \"pageInfo\": {\"endCursor\": null, \"hasNextPage\": false}}}}");

    String error =
        assertFailed(
            run(
                api("maxRetries", "0"),
                items(
                    "path",
                    "/graphql",
                    "method",
                    "POST",
                    "body",
                    body,
                    "records",
                    "$.data.items.nodes",
                    "cursorParam",
                    "body:variables.after",
                    "nextCursor",
                    "$.data.items.pageInfo.endCursor",
                    "hasMore",
                    "$.data.items.pageInfo.hasNextPage")));

    assertThat(error).contains("$['errors']", "timed out");
    assertThat(count("items")).isEqualTo(10);
  }

  @Test
  void aMissingListIsAnEmptyPageOnlyWhereThatIsDeclared() throws Exception {
    sandbox.faults().on("items").respond(200).body("application/json", "{\"next_cursor\": null}");

    assertThat(assertFailed(run(api(), items()))).contains("matches nothing", "recordsOptional");
    assertComplete(run(api(), items("recordsOptional", "true")));
  }

  @Test
  void anErrorWithStatus200IsNoEmptyPageAndItsOwnWordsComeFirst() throws Exception {
    sandbox
        .faults()
        .on("items")
        .page(2)
        .respond(200)
        .body("application/json", "{\"error\": {\"message\": \"plan expired\"}}");

    for (String optional : new String[] {"false", "true"}) {
      assertThat(assertFailed(run(api(), items("recordsOptional", optional))))
          .containsSubsequence("plan expired", "errorBody: $.error");
    }
    assertThat(count("items")).isEqualTo(10);
  }

  @Test
  void aBodyThatIsCutOffIsFetchedAgain() throws Exception {
    sandbox.faults().on("items").page(2).times(1).cutOff();
    sandbox.faults().on("items").page(3).times(1).invalidJson();
    sandbox.faults().on("items").page(4).times(1).html();

    assertComplete(run(api(), items()));

    assertThat(pagesRequested()).containsExactly(1, 2, 2, 3, 3, 4, 4);
    assertThat(lastRun("items")).containsEntry("retries", 3L).containsEntry("requests", 7L);
    assertItemsComplete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html; charset=utf-8", "application/json"})
  void anAnswerThatStaysUnreadableFailsTheRunAndIsShown(String type) throws Exception {
    sandbox.faults().on("items").page(2).respond(200).body(type, LONG_TEXT);

    String error = assertFailed(run(api("maxRetries", "1"), items()));

    assertThat(error)
        .contains(LONG_TEXT.substring(0, 500))
        .doesNotContain(LONG_TEXT.substring(0, 501));
    assertThat(pagesRequested()).containsExactly(1, 2, 2);
    assertThat(count("items")).isEqualTo(10);
  }

  @Test
  @Timeout(10)
  void aPageThatGrowsWhenUnpackedFailsBeforeItIsInMemory() throws Exception {
    sandbox.faults().on("items").page(2).hugeGzip(3L << 30);

    String error = assertFailed(run(api("maxPageBytes", "1000000"), items()));

    assertThat(error).contains("maxPageBytes 1000000");
    assertThat(pagesRequested()).containsExactly(1, 2);
    assertThat(count("items")).isEqualTo(10);
  }

  @Test
  void aScanOverItsPageLimitPausesAndTheNextRunGoesOnThere() throws Exception {
    RunOutcome first = run(api(), items("maxPages", "3"));

    assertThat(first.state()).isEqualTo(RunState.PAUSED);
    assertThat(lastRun("items")).containsEntry("state", "paused").containsEntry("pages", 3L);
    assertThat(pagesRequested()).containsExactly(1, 2, 3);

    assertComplete(run(api(), items("maxPages", "3")));
    assertThat(pagesRequested()).containsExactly(1, 2, 3, 4);
    assertThat(checkpoint("items").scan()).isEmpty();
    assertItemsComplete();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 410, 422})
  void aScanWhoseSavedPositionHasExpiredStartsAgain(int status) throws Exception {
    run(api(), items("maxPages", "2"));
    sandbox.faults().expireCursors("items", status);
    sandbox.traffic().clear();

    assertComplete(run(api(), items()));

    assertThat(pagesRequested().subList(1, 5)).containsExactly(1, 2, 3, 4);
    assertThat(lastRun("items")).containsEntry("unchanged", 20L).containsEntry("inserted", 20L);
    assertItemsComplete();
  }

  @Test
  void theFirstPageOfAScanThatStartsAgainIsFetchedAgainLikeAnyOther() throws Exception {
    run(api(), items("maxPages", "2"));
    sandbox.faults().expireCursors("items", 410);
    sandbox.faults().on("items").page(1).times(1).respond(503);
    sandbox.traffic().clear();

    assertComplete(run(api(), items()));

    assertThat(pagesRequested().subList(1, 6)).containsExactly(1, 1, 2, 3, 4);
    assertItemsComplete();
  }

  @Test
  void aScanStartsAgainOnceThenFails() throws Exception {
    run(api(), items("maxPages", "2"));
    Optional<String> position = checkpoint("items").position();
    sandbox.faults().expireCursors("items", 410);
    sandbox.faults().on("items").page(1).respond(410);
    sandbox.traffic().clear();

    String error = assertFailed(run(api(), items()));

    assertThat(error).contains("status 410");
    assertThat(sandbox.traffic().requests()).hasSize(2);
    assertThat(checkpoint("items").position()).isEqualTo(position);
    assertThat(count("items")).isEqualTo(20);
  }
}
