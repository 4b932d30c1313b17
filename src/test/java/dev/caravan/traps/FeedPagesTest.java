package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.Logged;
import dev.caravan.testing.LoopbackServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page of a feed tells of the feed: set back, idle, with gaps, or again what it said. */
class FeedPagesTest extends FeedsTest {
  private static final String[] NAMED = {"nextCursor", "$.next_offset"};

  @ParameterizedTest
  @ValueSource(strings = {"seq", "offset"})
  void aFeedThatWasSetBackFailsThoughItAnswersNoChange(String kind) throws Exception {
    change(10);
    String[] named = kind.equals("offset") ? NAMED : new String[0];
    assertComplete(replay(kind, named));
    long before = last();
    // As text, 9 is more than 53.
    sandbox.shop().setBackChanges("items", 9);

    assertThat(assertFailed(replay(kind, named)))
        .contains("the feed goes back: after cursor " + before + " it names 9 as the next cursor")
        .contains("restored from a backup")
        .contains("./caravan checkpoint reset");
    assertThat(checkpoint("changes").lastCursor()).contains(String.valueOf(before));
  }

  @Test
  void aSetBackFeedWhoseCursorsAreNoNumbersIsKnownByTheNumbersOfItsChanges() throws Exception {
    try (LoopbackServer feed =
        LoopbackServer.start(
            sent ->
                LoopbackServer.Reply.json(
                    sent.uri().toString().contains("since=b")
                        ? page("c", 5, 6)
                        : page("b", 20, 21)))) {
      String[] other = {"path", "/feed", "records", "$.results", "maxPages", "1"};
      run(List.of("changes"), api("baseUrl", feed.url()), route("seq", other));
      assertThat(
              assertFailed(
                  run(List.of("changes"), api("baseUrl", feed.url()), route("seq", other)).get(0)))
          .contains("the feed goes back: change 6 comes after change 21, after cursor b");
    }
  }

  @Test
  void anIdleFeedKeepsTheNewestPositionThatAnEmptyAnswerNames() throws Exception {
    String[] none = {"records", "$.results[?(@.seq == 0)]"};
    assertComplete(replay("seq", none));
    assertThat(checkpoint("changes").lastCursor()).contains(String.valueOf(last()));
    sandbox.shop().forgetChanges("items", last());
    assertComplete(replay("seq", none));
  }

  @ParameterizedTest
  @ValueSource(strings = {"seq", "offset"})
  void anIdleFeedWithoutAnyChangeKeepsThePositionToo(String kind) throws Exception {
    String named = kind.equals("seq") ? "last_seq" : "next_offset";
    String answer = "{\"results\": [], \"records\": [], \"" + named + "\": 2148}";
    try (LoopbackServer feed = LoopbackServer.start(sent -> LoopbackServer.Reply.json(answer))) {
      assertComplete(
          run(
                  List.of("changes"),
                  api("baseUrl", feed.url()),
                  route(kind, "nextCursor", "$." + named))
              .get(0));
      assertThat(checkpoint("changes").lastCursor()).contains("2148");
    }
  }

  @Test
  void aFeedMayTakeItsCursorInTheBodyOfAPost() throws Exception {
    try (LoopbackServer feed =
        LoopbackServer.start(
            sent ->
                LoopbackServer.Reply.json(
                    sent.text().contains("\"cursor\":\"2\"") ? page("2") : page("2", 1, 2)))) {
      String[] post = {"method", "POST", "body", "{\"page\": {\"size\": 2} }"};
      String[] all = {post[0], post[1], post[2], post[3], "cursorParam", "body:page.cursor"};
      assertComplete(run(List.of("changes"), api("baseUrl", feed.url()), route("seq", all)).get(0));

      assertThat(feed.requests()).extracting(LoopbackServer.Sent::method).containsOnly("POST");
      assertThat(feed.requests())
          .extracting(LoopbackServer.Sent::text)
          .containsExactly("{\"page\":{\"size\":2}}", "{\"page\":{\"size\":2,\"cursor\":\"2\"}}");
      assertThat(count("items")).isEqualTo(2);
    }
  }

  @Test
  void aFeedThatSaysThereIsMoreAndNamesNoOtherPlaceIsNotComplete() throws Exception {
    try (LoopbackServer feed =
        LoopbackServer.start(
            sent ->
                LoopbackServer.Reply.json(
                    "{\"results\": [], \"last_seq\": null, \"pending\": 12}"))) {
      assertThat(
              assertFailed(
                  run(List.of("changes"), api("baseUrl", feed.url()), route("seq")).get(0)))
          .contains("says that there is more and answers neither a change nor another cursor");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "seq, /couchdb;overlap=1/items/changes?limit=7, $.pending",
    "seq, /couchdb;overlap=3/items/changes?limit=7, $.pending",
    "seq, /couchdb;overlap=1/items/changes?limit=7, $.none",
    "offset, /log;overlap=1/items/changes?limit=7, $.pending",
    "sse, /sse;overlap=1/items/changes?heartbeat=50, $.pending",
  })
  void aFeedWhosePagesOverlapIsReadWithoutLossAndWithoutFailure(
      String kind, String path, String pending) throws Exception {
    String[] more = {"path", path, "pending", pending};
    change(10);
    assertComplete(replay(kind, more));
    assertTableIsTheShops();
    change(5);
    assertComplete(replay(kind, more));
    assertTableIsTheShops();
    assertComplete(replay(kind, more));
    assertThat(checkpoint("changes").lastCursor()).contains(String.valueOf(last()));
    assertLedgersBalance();
  }

  @Test
  void aFeedThatIgnoresItsCursorIsNotTakenForOneThatOverlaps() throws Exception {
    try (LoopbackServer feed =
        LoopbackServer.start(sent -> LoopbackServer.Reply.json(page("7", 5, 6, 7)))) {
      String error =
          assertFailed(run(List.of("changes"), api("baseUrl", feed.url()), route("seq")).get(0));
      assertThat(error).contains("twice in a row");
    }
  }

  @ParameterizedTest
  @CsvSource({"auto, 100", "true, 5"})
  void aGapInNumbersThatHadNoneIsSaid(String dense, int before) throws Exception {
    change(before);
    assertComplete(replay("seq", "dense", dense));
    long read = last();
    change(6);
    sandbox.shop().leaveOutChanges("items", read + 1, read + 3);
    try (Logged log = new Logged()) {
      assertComplete(replay("seq", "dense", dense));
      assertThat(log.text()).contains(gap(read));
    }
    assertThat(text(lastRun("changes").get("run_id"), "notes")).contains(gap(read));

    change(3);
    assertComplete(replay("seq", "dense", dense));
    assertThat(lastRun("changes").get("notes")).as("it is said once").isNull();
  }

  @Test
  void numbersThatLeaveSomeOutByNatureAreNoNews() throws Exception {
    change(100);
    sandbox.shop().leaveOutChanges("items", 130, 133);
    assertComplete(replay("seq", "dense", "false"));
    assertThat(lastRun("changes").get("notes")).isNull();
  }

  @Test
  void whatAFilterInRecordsLeavesOutIsNoGap() throws Exception {
    change(120);
    String[] filtered = {"records", "$.results[?(@.seq != 150)]"};
    assertComplete(replay("seq", filtered));
    assertThat(last()).isGreaterThan(151);
    assertThat(lastRun("changes").get("notes")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "seq, /couchdb;overlap=1/items/changes?limit=7",
    "offset, /log;overlap=1/items/changes?limit=7"
  })
  void whatAFilterInRecordsLeavesOutOfPagesThatOverlapLosesNothing(String kind, String path)
      throws Exception {
    change(20);
    String list = kind.equals("seq") ? "$.results" : "$.records";
    String[] filtered = {"path", path, "pending", "$.none", "records", list + "[?(@.seq < 55)]"};
    assertComplete(replay(kind, filtered));
    assertThat(checkpoint("changes").lastCursor()).contains(String.valueOf(last()));
    assertComplete(replay(kind, filtered));
  }

  private static String gap(long read) {
    return "changes %d to %d never came".formatted(read + 1, read + 3);
  }

  private static String page(String cursor, int... numbers) {
    StringBuilder changes = new StringBuilder();
    for (int number : numbers) {
      changes
          .append(changes.isEmpty() ? "" : ", ")
          .append("{\"seq\": %1$d, \"doc\": {\"id\": %1$d}}".formatted(number));
    }
    return "{\"results\": [%s], \"last_seq\": \"%s\"}".formatted(changes, cursor);
  }
}
