package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.run.history.StreamStatuses;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One bad parent never blocks the rest, and what fails for all is no matter of a parent. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class ChildrenSetbacksTest extends PullTest {
  private static final int PARENTS = 8;
  private static final int BAD = 3;

  private final ParentsApi parents = new ParentsApi();

  @AfterEach
  void closeParents() {
    parents.close();
  }

  @Test
  void theOthersGoOnAndTheRunIsNotComplete() throws Exception {
    fill(PARENTS);
    respond(BAD, 500, "{\"message\": \"out of order, token " + TOKEN + "\"}");

    String error = assertIncomplete(visit("parentVersion", "changed"));

    assertThat(error)
        .startsWith("1 parent was set aside")
        .contains("3 after 3 attempts", "status 500", "out of order")
        .doesNotContain(TOKEN);
    assertThat(parents.asked(BAD)).isEqualTo(3);
    assertThat(parents.asked().subList(parents.asked().size() - 2, parents.asked().size()))
        .as("tried again when the others are complete")
        .containsOnly(BAD);
    assertThat(loaded()).isEqualTo(childrenOfAllBut(BAD));
    assertThat(checkpoint("lines").lastSuccess()).isEmpty();
    assertThat(checkpoint("lines").scan()).isEmpty();
    assertThat(new StreamStatuses(database).all().get(0).toString())
        .contains("incomplete", "1 parent was set aside", "3 after 3 attempts");

    parents.otherwise.clear();
    parents.forget();
    assertComplete(visit("parentVersion", "changed"));
    assertThat(parents.asked()).containsOnly(BAD);
    assertThat(loaded()).isEqualTo(childrenOfAllBut(0));
  }

  @Test
  void theSameOnPostgresWithWatermarks() throws Exception {
    usePostgres();
    fill(PARENTS);
    respond(BAD, 500, "\u0000");

    assertIncomplete(visit("watermark", "at"));
    assertThat(loaded()).isEqualTo(childrenOfAllBut(BAD));
    assertThat(sql.queryForList("select parent from caravan_parent", String.class))
        .hasSize(PARENTS - 1)
        .doesNotContain("3");

    parents.otherwise.clear();
    assertComplete(visit("watermark", "at"));
    assertThat(loaded()).isEqualTo(childrenOfAllBut(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 | 400 | {}                                                | status 400",
        "1 | 403 | {}                                                | status 403",
        "2 | 404 | {}                                                | status 404",
        "1 | 200 | <html>                                            | is not valid JSON",
        "1 | 200 | null                                              | no content",
        "1 | 200 | {\"rows\": []}                                    | matches nothing",
        "1 | 200 | {\"data\": [{\"id\": \"3-1\"}], \"next\": null} | no record of the first page",
        "1 | 200 | {\"data\": [{\"id\": \"3-1\", \"at\": \"soon\"}], \"next\": null} |"
            + " watermarkFormat",
        "2 | 200 | {\"data\": [], \"next\": null, \"has_more\": true} | has_more",
      })
  void whateverIsWrongWithItsAnswers(int page, int status, String body, String said)
      throws Exception {
    fill(PARENTS);
    parents.otherwise.put(BAD, number -> number == page ? Reply.status(status, body) : null);

    assertThat(assertIncomplete(visit("watermark", "at")))
        .contains("1 parent was set aside", "3 after 3 attempts", said);
    assertThat(loaded()).containsAll(childrenOfAllBut(BAD));
  }

  @Test
  void aParentThatRecoversIsNoSetback() throws Exception {
    fill(PARENTS);
    List<Integer> failures = new ArrayList<>(List.of(1, 2));
    parents.otherwise.put(BAD, page -> page == 2 && !failures.isEmpty() ? fail(failures) : null);

    assertComplete(visit());

    assertThat(loaded()).isEqualTo(childrenOfAllBut(0));
    assertThat(lastRun("lines").get("notes")).isNull();
  }

  private static Reply fail(List<Integer> failures) {
    failures.remove(0);
    return Reply.status(502, "");
  }

  @Test
  void howOftenItWasTriedSurvivesTheProcess() throws Exception {
    fill(PARENTS);
    respond(BAD, 500, "");
    RunOutcome outcome = visit("maxPages", "2", "parallel", "2");
    for (int runs = 1; outcome.state() == RunState.PAUSED && runs < 30; runs++) {
      outcome = visit("maxPages", "2", "parallel", "2");
    }

    assertThat(assertIncomplete(outcome)).contains("1 parent was set aside", "after 3 attempts");
    assertThat(parents.asked(BAD)).isEqualTo(3);
    assertThat(loaded()).isEqualTo(childrenOfAllBut(BAD));
  }

  @Test
  void manyThatFailAreCountedAndAFewNamed() throws Exception {
    fill(60);
    for (int id = 2; id <= 60; id += 2) {
      respond(id, 400, "");
    }

    assertThat(assertIncomplete(visit("parentAttempts", "1")))
        .contains("30 parents were set aside", "2 after 1 attempt: ", "; …")
        .hasSizeLessThan(2000);
    assertThat(count("lines")).isEqualTo(30 * 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407, 429})
  void whatConcernsTheWholeApiIsTheMatterOfTheRun(int status) throws Exception {
    fill(PARENTS);
    respond(BAD, status, "");

    assertThat(assertFailed(visit("parallel", "1"))).contains("status " + status);
    assertThat(parents.asked()).last().isEqualTo(BAD);
    assertThat(parents.asked(BAD)).isEqualTo(1);
  }

  @Test
  void anApiThatIsAwayIsTheMatterOfTheRun() throws Exception {
    fill(PARENTS);
    parents.close();

    assertThat(assertFailed(visit())).doesNotContain("set aside");
    assertThat(checkpoint("lines").version()).isZero();
  }

  @Test
  void childrenOfOneKeyAreANoteWithAnExample() throws Exception {
    fill(PARENTS);
    parents.children(5).set(0, "2-1");

    assertComplete(visit("parallel", "1", "parentField", "of_parent"));

    assertThat(String.valueOf(lastRun("lines").get("notes")))
        .contains("1 of 24 records", "the key of another one", "for example id \"2-1\"");
  }

  @Test
  void tenInARowAreNotToBlame() throws Exception {
    fill(30);
    IntStream.rangeClosed(6, 30).forEach(id -> respond(id, 400, "wrong"));

    assertThat(assertFailed(visit("parentVersion", "changed")))
        .contains(
            "each of the last 10 parents failed", "the path, the parameters or the API", "wrong");
    assertThat(sql.queryForList("select parent from caravan_parent", String.class))
        .isSubsetOf("1", "2", "3", "4", "5");

    parents.otherwise.clear();
    assertComplete(visit("parentVersion", "changed"));
    assertThat(count("lines")).isEqualTo(30 * 3);
  }

  @Test
  void fewerWhoAllFailAreNotToBlameEither() throws Exception {
    fill(2);
    assertComplete(visit());
    IntStream.rangeClosed(1, 2).forEach(id -> respond(id, 400, "wrong"));

    assertThat(assertFailed(visit())).contains("no parent could be read", "wrong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0"})
  void aWrongPathIsFoundOutAfterACompleteRunToo(String maxPages) throws Exception {
    fill(2);
    assertComplete(visit());
    IntStream.rangeClosed(1, 2).forEach(id -> respond(id, 404, ""));

    assertThat(assertFailed(visit("maxPages", maxPages.isEmpty() ? "2" : maxPages)))
        .contains("404 or 410 for each of the 2 parents", "check path /p/{id}");
  }

  @Test
  void whereOnlyChangedParentsAreVisitedOthersShowWhetherThePathIsRight() throws Exception {
    fill(PARENTS);
    assertComplete(visit("parentVersion", "changed"));
    sql.update("update parents set changed = 'v2' where id = 3");
    respond(BAD, 404, "");
    parents.forget();

    assertComplete(visit("parentVersion", "changed"));
    assertThat(String.valueOf(lastRun("lines").get("notes"))).contains("1 parent is gone");
    assertThat(parents.asked()).contains(PARENTS).doesNotContain(1);

    sql.update("update parents set changed = 'v3' where id = 4");
    IntStream.rangeClosed(1, PARENTS).forEach(id -> respond(id, 404, ""));
    assertThat(assertFailed(visit("parentVersion", "changed"))).contains("check path");
  }

  @Test
  void theLastParentOfAnInterruptedScanMayBeGone() throws Exception {
    fill(2);
    respond(2, 404, "");
    assertThat(visit("maxPages", "2", "parallel", "1").state()).isEqualTo(RunState.PAUSED);

    assertComplete(visit("parallel", "1"));
  }

  @Test
  void anotherPathUnderAScanThatIsUnderWayBeginsAnew() throws Exception {
    fill(PARENTS);
    assertThat(visit("maxPages", "3", "parallel", "1").state()).isEqualTo(RunState.PAUSED);
    parents.forget();

    assertComplete(visit("path", "/p/{id}?limit=2;all=true", "parallel", "1"));

    assertThat(parents.asked()).startsWith(1, 1, 2);
    assertThat(String.valueOf(lastRun("lines").get("notes"))).contains("the scan begins anew");
    assertThat(loaded()).isEqualTo(childrenOfAllBut(0));
  }

  @Test
  void aListOfAParentThatShiftsWhileItIsReadLosesNothing() throws Exception {
    fill(PARENTS);
    parents.children(BAD).addAll(List.of("3-4", "3-5", "3-6", "3-7"));
    parents.otherwise.put(BAD, this::shifting);

    assertComplete(visit("pagination", "offset", "offsetParam", "from", "overlap", "1"));

    assertThat(loaded()).isEqualTo(childrenOfAllBut(0));
  }

  /** Its first child goes after its first page was sent, so that all others move up. */
  private Reply shifting(int page) {
    Reply reply = page == 1 && parents.asked(BAD) == 1 ? parents.page(BAD, 0) : null;
    if (reply != null) {
      String gone = parents.children(BAD).remove(0);
      removed.add(gone);
    }
    return reply;
  }

  private final List<String> removed = new ArrayList<>();

  private void fill(int count) {
    sql.execute("create table parents (id bigint primary key, changed varchar(9))");
    IntStream.rangeClosed(1, count)
        .forEach(id -> sql.update("insert into parents values (?, 'v1')", id));
  }

  private void respond(int parent, int status, String body) {
    parents.otherwise.put(parent, page -> Reply.status(status, body));
  }

  private RunOutcome visit(String... parameters) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "path", "/p/{id}?limit=2",
                "parentTable", "parents",
                "parentKey", "id",
                "pagination", "cursor",
                "cursorParam", "from",
                "nextCursor", "$.next"));
    all.addAll(List.of(parameters));
    String route =
        pull("lines", all.toArray(String[]::new))
                .replace("kamelet:caravan-pull", "kamelet:caravan-pull-children")
            + sink("caravan-upsert", Map.of("table", "lines", "key", "id"));
    return run(List.of("lines"), api("baseUrl", parents.url(), "maxRetries", "0"), route).get(0);
  }

  private List<String> loaded() {
    return sql.queryForList("select id from lines order by id", String.class);
  }

  private List<String> childrenOfAllBut(int parent) {
    List<String> all = new ArrayList<>(removed);
    long count = count("parents");
    for (int id = 1; id <= count; id++) {
      if (id != parent) {
        all.addAll(parents.children(id));
      }
    }
    return all.stream().sorted().toList();
  }
}
