package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Several parents in one request, {@code /lines?ids=1|2|3}: 40 parents, of which each third has two
 * children, the others none; three on a page.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class ChildrenBatchesTest extends PullTest {
  private static final int PARENTS = 40;
  private static final int SIZE = 3;

  private final LoopbackServer server = LoopbackServer.start(this::answer);
  private volatile int heeds = Integer.MAX_VALUE;
  private volatile String separator = "\\|";
  private volatile Set<Integer> unknown = Set.of();
  private volatile Set<Integer> bad = Set.of();
  private volatile boolean ignores;

  @BeforeEach
  void fill() {
    sql.execute("create table parents (id bigint primary key, changed varchar(9))");
    IntStream.rangeClosed(1, PARENTS)
        .forEach(id -> sql.update("insert into parents values (?, 'v1')", id));
  }

  @AfterEach
  void closeServer() {
    server.close();
  }

  @Test
  void aRequestAsksForSeveralAndPagesOfItCarryOn() throws Exception {
    assertComplete(visit());

    assertThat(loaded()).isEqualTo(childrenOfAllBut());
    assertThat(server.requests())
        .extracting(request -> request.uri().getRawQuery())
        .anyMatch(query -> query.contains("ids=1%7C2%7C3%7C4%7C5%7C6%7C7%7C8%7C9%7C10&"));
    // Four requests of four pages each, and what was not certain of the first ones.
    assertThat(server.requests()).hasSizeLessThan(30);
    assertThat(sql.queryForList("select distinct owner from lines order by owner", Long.class))
        .hasSize(PARENTS / 3)
        .startsWith(3L, 6L, 9L);
    server.requests().clear();
    assertComplete(visit());
    assertThat(server.requests()).as("what is known is not asked again").hasSizeLessThan(20);
  }

  @ParameterizedTest
  @CsvSource({"1", "2", "4", "9"})
  void anApiThatCutsTheListOfKeysLosesNothing(int most) throws Exception {
    heeds = most;
    assertComplete(visit());
    assertThat(loaded()).isEqualTo(childrenOfAllBut());
  }

  @Test
  void anApiThatDoesNotKnowTheSeparatorLosesNothing() throws Exception {
    separator = ";";
    assertComplete(visit());
    assertThat(loaded()).isEqualTo(childrenOfAllBut());
  }

  @Test
  void oneThatIsGoneAndOneThatIsBadAreFoundAmongTheOthers() throws Exception {
    unknown = Set.of(7);
    bad = Set.of(12);

    assertThat(assertIncomplete(visit("parentVersion", "changed")))
        .contains("1 parent was set aside", "12 after 3 attempts", "status 400");
    assertThat(loaded()).isEqualTo(childrenOfAllBut(12));
    assertThat(String.valueOf(lastRun("lines").get("notes"))).contains("1 parent is gone", ": 7");
    assertThat(count("caravan_parent")).isEqualTo(PARENTS - 1);

    bad = Set.of();
    server.requests().clear();
    assertComplete(visit("parentVersion", "changed"));
    assertThat(server.requests()).hasSize(1);
    assertThat(loaded()).isEqualTo(childrenOfAllBut());
  }

  @Test
  void anApiThatIgnoresTheKeysFailsTheRun() throws Exception {
    ignores = true;
    assertThat(assertFailed(visit())).contains("which was not asked for", "parentSeparator");
    assertThat(checkpoint("lines").lastSuccess()).isEmpty();
  }

  @Test
  void aKeyWithTheSeparatorInItIsSetAsideRatherThanReadAsSeveral() throws Exception {
    sql.execute("drop table parents");
    sql.execute("create table parents (id varchar(9) primary key, changed varchar(9))");
    List.of("3", "6|7", "9").forEach(id -> sql.update("insert into parents values (?, 'v1')", id));

    assertThat(assertIncomplete(visit()))
        .contains("1 parent was set aside", "has parentSeparator '|' in it");
    assertThat(loaded()).isEqualTo(List.of("3-1", "3-2", "9-1", "9-2"));
  }

  @Test
  void aRecordThatNamesAnotherParentWhereItIsToGetItsOwnIsAFailure() throws Exception {
    assertThat(assertIncomplete(visit("parentField", "at")))
        .contains("has the field at that parentField names", "2025-01-01");
    assertComplete(visit("parentField", "parent"));
  }

  @Test
  void aParentWithoutAVersionIsVisitedEachTime() throws Exception {
    sql.update("update parents set changed = null where id <= 3");
    assertComplete(visit("parentVersion", "changed"));
    server.requests().clear();
    assertComplete(visit("parentVersion", "changed"));
    assertThat(server.requests())
        .extracting(request -> request.uri().getRawQuery())
        .isNotEmpty()
        .allMatch(query -> query.contains("ids=1%7C2%7C3&"));
  }

  @Test
  void aRunThatPausesGoesOnWithTheSameParents() throws Exception {
    usePostgres();
    fill();
    RunOutcome outcome = visit("maxPages", "3", "parallel", "2");
    for (int runs = 1; outcome.state() == RunState.PAUSED && runs < 40; runs++) {
      outcome = visit("maxPages", "3", "parallel", "2");
    }
    assertComplete(outcome);
    assertThat(loaded()).isEqualTo(childrenOfAllBut());
    assertLedgersBalance();
  }

  @ParameterizedTest
  @CsvSource({
    "recordParent, '', needs recordParent",
    "path, /lines?ids={changed}, parentKey of one column",
    "watermark, at, cannot go with watermark",
    "parentsPerRequest, 201, it takes 1 to 200"
  })
  void whatCannotBeAskedForTogetherIsRefusedAtTheStart(String name, String value, String said) {
    assertThatThrownBy(() -> visit(name, value)).rootCause().hasMessageContaining(said);
    assertThat(server.requests()).isEmpty();
  }

  private RunOutcome visit(String... parameters) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "path", "RAW(/lines?ids={id}&limit=3)",
                "parentTable", "parents",
                "parentKey", "id",
                "parentField", "owner",
                "parentsPerRequest", "10",
                "parentSeparator", "|",
                "recordParent", "parent",
                "pagination", "cursor",
                "cursorParam", "from",
                "nextCursor", "$.next"));
    all.addAll(List.of(parameters));
    String route =
        pull("lines", all.toArray(String[]::new))
                .replace("kamelet:caravan-pull", "kamelet:caravan-pull-children")
            + sink("caravan-upsert", Map.of("table", "lines", "key", "id"));
    return run(List.of("lines"), api("baseUrl", server.url(), "maxRetries", "0"), route).get(0);
  }

  private Reply answer(Sent sent) {
    String query = URLDecoder.decode(sent.uri().getRawQuery(), StandardCharsets.UTF_8);
    String[] keys = query.replaceFirst(".*ids=([^&]*).*", "$1").split(separator);
    List<String> asked = Arrays.stream(keys).limit(heeds).toList();
    if (asked.stream().anyMatch(id -> unknown.toString().equals("[" + id + "]"))) {
      return Reply.status(404, "{}");
    }
    if (asked.stream().anyMatch(id -> bad.toString().equals("[" + id + "]"))) {
      return Reply.status(400, "{}");
    }
    List<String> rows = new ArrayList<>();
    for (int id = 3; id <= PARENTS; id += 3) {
      if (ignores || asked.contains(String.valueOf(id))) {
        rows.add("{\"id\": \"%d-1\", \"parent\": %d, \"at\": \"2025-01-01\"}".formatted(id, id));
        rows.add("{\"id\": \"%d-2\", \"parent\": %d, \"at\": \"2025-01-01\"}".formatted(id, id));
      }
    }
    int from = query.contains("from=") ? Integer.parseInt(query.replaceFirst(".*from=", "")) : 0;
    int end = Math.min(from + SIZE, rows.size());
    return Reply.json(
        "{\"data\": %s, \"next\": %s}"
            .formatted(rows.subList(from, end), end < rows.size() ? String.valueOf(end) : "null"));
  }

  private List<String> loaded() {
    return sql.queryForList("select id from lines order by id", String.class);
  }

  private static List<String> childrenOfAllBut(Integer... others) {
    return IntStream.rangeClosed(1, PARENTS)
        .filter(id -> id % 3 == 0 && !List.of(others).contains(id))
        .boxed()
        .flatMap(id -> List.of(id + "-1", id + "-2").stream())
        .sorted()
        .toList();
  }
}
