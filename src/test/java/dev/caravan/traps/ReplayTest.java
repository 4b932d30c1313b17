package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.testing.Logged;
import dev.caravan.testing.TestContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Feeds of changes, with deletes, into a table: each kind, rewound, expired and misbehaving. */
class ReplayTest extends FeedsTest {
  @ParameterizedTest
  @ValueSource(strings = {"seq", "list", "offset", "sse"})
  void aFeedWithDeletesEndsInTheExactTable(String kind) throws Exception {
    change(10);
    assertComplete(replay(kind));
    assertTableIsTheShops();
    change(30);
    assertComplete(replay(kind));
    assertTableIsTheShops();
    assertLedgersBalance();
    long before = count("caravan_run");
    try (Logged logged = new Logged()) {
      assertComplete(replay(kind));
      assertThat(logged.text())
          .containsPattern("stream changes run \\S+: complete, nothing was new");
    }
    assertThat(count("caravan_run"))
        .as("a poll that finds nothing leaves no row")
        .isEqualTo(before);
    assertTableIsTheShops();
  }

  @ParameterizedTest
  @ValueSource(strings = {"seq", "offset"})
  void aFeedThatIsSetBackToItsMiddleBringsEverythingAgainAndChangesNothing(String kind)
      throws Exception {
    change(30);
    assertComplete(replay(kind));
    assertThat(checkpoint("changes").lastCursor()).contains(String.valueOf(last()));
    setBackTo("20");
    sandbox.traffic().clear();
    assertComplete(replay(kind));
    assertThat(sandbox.traffic().requests("changes").get(0).query()).endsWith("=20");
    assertThat(lastRun("changes").get("fetched")).isEqualTo(last() - 20);
    assertTableIsTheShops();
  }

  @ParameterizedTest
  @ValueSource(strings = {"seq", "list", "offset", "sse"})
  void aFeedThatForgotWhatComesNextIsMadeGoodByASnapshot(String kind) throws Exception {
    assertComplete(replay(kind));
    String lost = checkpoint("changes").lastCursor().orElseThrow();
    List<String> keys = List.copyOf(sandbox.shop().expected("items").keySet());
    keys.subList(0, 6).forEach(key -> sandbox.shop().remove("items", key));
    change(4);
    sandbox.shop().forgetChanges("items", last());
    change(3);
    RunOutcome outcome = run(List.of("changes"), api(), snapshotSource(), healed(kind)).get(0);
    assertComplete(outcome);
    assertTableIsTheShops();
    assertLedgersBalance();
    String notes = text(lastRun("changes").get("run_id"), "notes");
    assertThat(notes)
        .contains("no longer had what came after cursor " + lost + ", last read 20")
        .contains("a snapshot of whole takes the place of the gap")
        .contains("rows of table items that it did not list were deleted")
        .contains("the feed resumes after cursor");
    change(5);
    assertComplete(run(List.of("changes"), api(), snapshotSource(), healed(kind)).get(0));
    assertTableIsTheShops();
    assertThat(checkpoint("changes").snapshot()).isEmpty();
  }

  @Test
  void aCursorMayBeRefusedByAnswersOfAnyStatus() throws Exception {
    assertComplete(replay("seq"));
    change(4);
    sandbox.shop().forgetChanges("items", last());
    for (String status : List.of("400", "200")) {
      setBackTo("3");
      String route =
          route(
              "seq",
              "path",
              "/couchdb;expired=" + status + "/items/changes?limit=7",
              "expiredBody",
              "$.error.code=expired_cursor",
              "maxSnapshotDeletes",
              "100%",
              "snapshot",
              "whole",
              "anchorPath",
              "/couchdb/items/changes?since=now",
              "anchor",
              "$.last_seq");
      assertComplete(run(List.of("changes"), api(), snapshotSource(), route).get(0));
      assertTableIsTheShops();
    }
  }

  @Test
  void withoutASnapshotALostCursorFailsTheRunAndSaysWhatToDo() throws Exception {
    assertComplete(replay("seq"));
    change(4);
    sandbox.shop().forgetChanges("items", last());
    String error = assertFailed(replay("seq"));
    assertThat(error)
        .contains("no longer knows its cursor (after 40)")
        .contains("declare snapshot, the route of a caravan-pull stream")
        .contains("./caravan checkpoint set changes --cursor");
    assertThat(checkpoint("changes").lastCursor()).contains("40");
  }

  @Test
  void aSnapshotThatMissesTooMuchDeletesNothing() throws Exception {
    assertComplete(replay("seq"));
    List<String> keys = List.copyOf(sandbox.shop().expected("items").keySet());
    keys.subList(0, 20).forEach(key -> sandbox.shop().remove("items", key));
    sandbox.shop().forgetChanges("items", last());
    String error =
        assertFailed(
            run(
                    List.of("changes"),
                    api(),
                    snapshotSource(),
                    healed("seq", "maxSnapshotDeletes", "20%"))
                .get(0));
    assertThat(error)
        .contains("does not list 20 of the 40 rows of table items")
        .contains("maxSnapshotDeletes 20%");
    assertThat(count("items")).isEqualTo(40);
    assertComplete(
        run(List.of("changes"), api(), snapshotSource(), healed("seq", "maxSnapshotDeletes", "50%"))
            .get(0));
    assertTableIsTheShops();
  }

  @Test
  void aSnapshotWhosePagesComeInPartsDeletesOnlyWhatIsGone() throws Exception {
    String[] feed = healed("seq").split("(?<= steps:\n)");
    String split = "        - split:\n            simple: '${body}'\n            steps:\n";
    String route = feed[0] + split + feed[1].indent(6);
    assertComplete(run(List.of("changes"), api(), snapshotSource(), route).get(0));
    change(3);
    sandbox.shop().forgetChanges("items", last());
    assertComplete(run(List.of("changes"), api(), snapshotSource(), route).get(0));
    assertTableIsTheShops();
    assertLedgersBalance();
  }

  @Test
  void aSnapshotThatMissedTooMuchIsTakenAnew() throws Exception {
    assertComplete(replay("seq"));
    change(4);
    sandbox.shop().forgetChanges("items", last());
    // The API lists one page of four only, for a while.
    sandbox.faults().on("items").page(1).noNextCursor();
    String route = healed("seq", "maxSnapshotDeletes", "20%");
    assertIncomplete(run(List.of("changes"), api(), snapshotSource(), route).get(0));
    assertThat(checkpoint("changes").snapshot().orElseThrow().anchored()).isFalse();
    sandbox.faults().clear();

    assertComplete(run(List.of("changes"), api(), snapshotSource(), route).get(0));
    assertTableIsTheShops();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anAnswerWithoutABodyInsideASnapshotDeletesNothing(int page) throws Exception {
    assertComplete(replay("seq"));
    change(4);
    sandbox.shop().forgetChanges("items", last());
    // As a connection that is cut before the first byte of the body, at one of four pages.
    sandbox.faults().on("items").page(page).respond(200).body("application/json", "");
    String whole = snapshotSource().replace("every: 1h", "every: 1h, emptyAnswer: page");
    String error =
        assertFailed(run(List.of("changes"), api("maxRetries", "0"), whole, healed("seq")).get(0));
    assertThat(error).contains("no content");
    assertThat(count("items")).isEqualTo(40);
    sandbox.faults().clear();

    assertComplete(run(List.of("changes"), api(), whole, healed("seq")).get(0));
    assertTableIsTheShops();
  }

  @Test
  void aSnapshotWhoseEndIsInDoubtDeletesNothing() throws Exception {
    assertComplete(replay("seq"));
    change(4);
    sandbox.shop().forgetChanges("items", last());
    String empty = "{\"data\": [], \"next_cursor\": null, \"count\": 40}";
    sandbox.faults().on("items").page(1).respond(200).body("application/json", empty);
    String route = healed("seq", "maxSnapshotDeletes", "100%");
    String error = assertIncomplete(run(List.of("changes"), api(), snapshotSource(), route).get(0));
    assertThat(error).contains("not beyond doubt", "count: 40");
    assertThat(count("items")).isEqualTo(40);
  }

  @Test
  void aFilterInTheRecordsOfAListHidesNoEventBehindIt() throws Exception {
    String[] one = {"records", "$.data[?(@.id == \"\")]"};
    assertComplete(replay("list", one));
    assertThat(checkpoint("changes").lastCursor()).as("all were walked past").isPresent();
    String before = checkpoint("changes").lastCursor().orElseThrow();
    change(1);
    assertComplete(replay("list", one));
    assertThat(checkpoint("changes").lastCursor()).get().isNotEqualTo(before);
  }

  @Test
  void aFeedMayBeginWithASnapshot() throws Exception {
    change(6);
    sandbox.shop().forgetChanges("items", last());
    change(4);
    assertComplete(
        run(List.of("changes"), api(), snapshotSource(), healed("seq", "start", "snapshot"))
            .get(0));
    assertTableIsTheShops();
    assertThat(text(lastRun("changes").get("run_id"), "notes"))
        .startsWith("begins with a snapshot of whole");
  }

  @Test
  void aSnapshotWhosePositionExpiredBeginsAgain() throws Exception {
    assertComplete(replay("seq"));
    change(9);
    sandbox.shop().forgetChanges("items", last());
    // The feed is lost, its end is read, and two of four pages of the snapshot.
    RunOutcome paused =
        run(List.of("changes"), api(), snapshotSource(), healed("seq", "maxPages", "4")).get(0);
    assertThat(paused.state()).as("%s", paused).isEqualTo(RunState.PAUSED);
    assertThat(checkpoint("changes").snapshot().orElseThrow().anchored()).isTrue();
    assertThat(checkpoint("changes").position()).isPresent();
    sandbox.faults().expireCursors("items", 410);
    change(3);
    // Killed right after that was found, the next process begins the snapshot, too.
    assertThat(
            run(List.of("changes"), api(), snapshotSource(), healed("seq", "maxPages", "1"))
                .get(0)
                .state())
        .isEqualTo(RunState.PAUSED);
    assertThat(checkpoint("changes").snapshot().orElseThrow().anchored()).isFalse();
    assertThat(checkpoint("changes").snapshot().orElseThrow().lostCursor()).contains("40");
    assertComplete(run(List.of("changes"), api(), snapshotSource(), healed("seq")).get(0));
    assertTableIsTheShops();
  }

  @Test
  void aSnapshotOfARouteThatIsNoPullFailsAndNamesThePulls() throws Exception {
    assertComplete(replay("seq"));
    change(4);
    sandbox.shop().forgetChanges("items", last());
    String error =
        assertFailed(
            run(List.of("changes"), api(), snapshotSource(), healed("seq", "snapshot", "changes"))
                .get(0));
    assertThat(error)
        .contains(
            "snapshot 'changes' is not the route of a caravan-pull stream; there are [whole]");
  }

  @Test
  void aSnapshotOfARouteThatDoesNotExistStopsTheStart() {
    assertThatThrownBy(
            () ->
                run(List.of("changes"), api(), snapshotSource(), healed("seq", "snapshot", "hole")))
        .hasStackTraceContaining(
            "route changes: caravan-replay, parameter snapshot: there is no route 'hole'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          stall    | the feed stands still
          backward | the feed goes back
          repeat   | twice in a row
          """)
  void aFeedThatMisbehavesFailsTheRunAndIsNotEndless(String fault, String said) throws Exception {
    change(10);
    switch (fault) {
      case "stall" -> sandbox.faults().on("changes").fromPage(3).sameCursor();
      case "backward" -> sandbox.faults().on("changes").fromPage(3).cycleCursor();
      default -> sandbox.faults().on("changes").page(4).repeatPage();
    }
    assertThat(assertFailed(replay("seq"))).contains(said);
    sandbox.faults().clear();
    assertComplete(replay("seq"));
    assertTableIsTheShops();
  }

  @Test
  void aStreamThatIgnoresTheLastIdIsFoundOut() throws Exception {
    change(10);
    String error =
        assertFailed(replay("sse", "path", "/sse;resume=ignored/items/changes?heartbeat=50"));
    assertThat(error).containsAnyOf("twice in a row", "goes back");
  }

  @Test
  void aStreamThatIsCutAgainAndAgainGoesOnAfterItsLastId() throws Exception {
    change(30);
    assertComplete(
        replay(
            "sse", "path", "RAW(/sse/items/changes?heartbeat=50&cut=3)", "windowEvents", "1000"));
    assertTableIsTheShops();
    long requests = sandbox.traffic().requests("changes").size();
    assertThat(requests).isGreaterThanOrEqualTo(last() / 3);
    assertThat(lastRun("changes").get("fetched")).as("none came twice").isEqualTo(last());
  }

  @Test
  void aLongPollIsWaitedForLongerThanAnOrdinaryAnswer() throws Exception {
    assertComplete(replay("seq"));
    String path = "RAW(/couchdb/items/changes?limit=7&feed=longpoll&timeout=2500)";
    String impatient = api("responseTimeout", "1s", "maxRetries", "0");
    String route = route("seq", "path", path, "longPoll", "2500ms", "pending", "$.none");
    assertComplete(run(List.of("changes"), impatient, route).get(0));
    change(1);
    assertComplete(run(List.of("changes"), impatient, route).get(0));
    assertTableIsTheShops();
  }

  @Test
  void aFeedIsPolledAgainAtOnceWhileThereIsMoreAndAfterItsTimeOtherwise() throws Exception {
    change(30);
    try (TestContext context = context(false, api(), route("seq", "every", "1s")).start()) {
      await().atMost(Duration.ofSeconds(30)).until(() -> has(last()));
      change(5);
      await().atMost(Duration.ofSeconds(30)).until(() -> has(last()));
    }
    assertTableIsTheShops();
  }

  private boolean has(long seq) {
    return new Checkpoints(database)
        .find("changes")
        .flatMap(Checkpoint::lastCursor)
        .filter(String.valueOf(seq)::equals)
        .isPresent();
  }
}
