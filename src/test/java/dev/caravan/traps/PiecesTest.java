package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunState;
import dev.caravan.testing.LoopbackServer;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * MediaWiki's way: the next position is an object whose members go back as parameters, and the
 * properties of a batch of pages come over several responses.
 */
@Timeout(30)
class PiecesTest extends PullTest {
  private static final List<String> ANSWERS =
      List.of(
          """
          {"continue": {"clcontinue": "2|B", "continue": "||info"},
           "query": {"pages": [
             {"pageid": 1, "title": "One", "categories": [{"title": "A"}, {"title": "C"}]},
             {"pageid": 2, "title": "Two"}]}}\
          """,
          """
          {"continue": {"gapcontinue": "Three", "continue": "gapcontinue||"}, "batchcomplete": true,
           "query": {"pages": [
             {"pageid": 1, "title": "One", "length": 11},
             {"pageid": 2, "title": "Two", "categories": [{"title": "B"}], "length": 22}]}}\
          """,
          """
          {"continue": {"clcontinue": "3|Z", "continue": "||info"},
           "query": {"pages": [{"pageid": 3, "title": "Three", "categories": [{"title": "Y"}]}]}}\
          """,
          """
          {"batchcomplete": true,
           "query": {"pages": [{"pageid": 3, "categories": [{"title": "Z"}], "length": 33}]}}\
          """);

  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicBoolean unfinished = new AtomicBoolean();
  private final LoopbackServer wiki = LoopbackServer.start(this::answer);

  @AfterEach
  void closeWiki() {
    wiki.close();
  }

  @Test
  void allMembersOfAPositionGoBackAndPiecesAreJoined() throws Exception {
    assertComplete(run(api("baseUrl", wiki.url()), route()));

    assertThat(wiki.requests().stream().map(sent -> sent.uri().getQuery()).toList())
        .containsExactly(
            "action=query",
            "action=query&clcontinue=2|B&continue=||info",
            "action=query&gapcontinue=Three&continue=gapcontinue||",
            "action=query&clcontinue=3|Z&continue=||info");
    assertThat(lastRun("items"))
        .containsEntry("fetched", 3L)
        .containsEntry("inserted", 3L)
        .containsEntry("updated", 0L);
    assertThat(lengths()).containsExactly(11L, 22L, 33L);
    assertThat(categories(1)).contains("A").contains("C");
    assertThat(categories(3)).contains("Y").contains("Z");
  }

  @Test
  void aRunThatEndsWithinABatchFetchesItAnew() throws Exception {
    usePostgres();
    broken.set(true);
    assertThat(run(api("baseUrl", wiki.url(), "maxRetries", "0"), route()).state())
        .isEqualTo(RunState.FAILED);
    assertThat(lengths()).containsExactly(11L, 22L);
    assertThat(checkpoint("items").position().orElseThrow()).contains("gapcontinue");

    broken.set(false);
    assertComplete(run(api("baseUrl", wiki.url()), route()));
    assertThat(lengths()).containsExactly(11L, 22L, 33L);
    assertThat(categories(3)).contains("Y").contains("Z");
  }

  @Test
  void aScanThatEndsWithinABatchIsIncomplete() throws Exception {
    unfinished.set(true);

    assertThat(assertIncomplete(run(api("baseUrl", wiki.url()), route())))
        .contains("nothing at pieceEnd $['batchcomplete']", "1 records still need pieces");
    assertThat(lengths()).as("whole ones only").containsExactly(11L, 22L);
  }

  private static String route() {
    return pull(
            "items",
            "path",
            "/w/api.php?action=query",
            "records",
            "$.query.pages",
            "cursorParam",
            "*",
            "nextCursor",
            "$.continue",
            "pieceKey",
            "pageid",
            "pieceEnd",
            "$.batchcomplete")
        + "        - to: {uri: 'kamelet:caravan-upsert', parameters: {table: items, key:"
        + " pageid}}\n";
  }

  private List<Long> lengths() {
    return sql.queryForList("select length from items order by pageid", Long.class);
  }

  private String categories(int id) {
    return sql.queryForObject(
        "select cast(categories as varchar(999)) from items where pageid = " + id, String.class);
  }

  private LoopbackServer.Reply answer(LoopbackServer.Sent sent) {
    String query = sent.uri().getQuery();
    if (query.contains("clcontinue=3") && broken.get()) {
      return LoopbackServer.Reply.status(500, "{}");
    }
    int answer =
        query.contains("clcontinue=3")
            ? 3
            : query.contains("gapcontinue=") ? 2 : query.contains("clcontinue=2") ? 1 : 0;
    String text = ANSWERS.get(answer);
    return LoopbackServer.Reply.json(
        answer == 3 && unfinished.get() ? text.replace("batchcomplete", "batch") : text);
  }
}
