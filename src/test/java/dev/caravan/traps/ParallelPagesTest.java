package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.testing.LoopbackServer;
import dev.caravan.testing.LoopbackServer.Reply;
import dev.caravan.testing.LoopbackServer.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code parallel} where pages are numbered. */
@Timeout(120)
class ParallelPagesTest extends PullTest {
  private static final Pattern PLACE = Pattern.compile("(page|offset)=(\\d+)");
  private static final int ROUND = 4;

  private final List<Long> list =
      new ArrayList<>(LongStream.rangeClosed(1, 10 * LIMIT - 3).boxed().toList());
  private final AtomicBoolean moves = new AtomicBoolean();
  private final AtomicBoolean toFront = new AtomicBoolean();
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch round = new CountDownLatch(ROUND);
  private final CountDownLatch[] turns =
      IntStream.range(0, ROUND + 1)
          .mapToObj(i -> new CountDownLatch(1))
          .toArray(CountDownLatch[]::new);
  private final LoopbackServer api = LoopbackServer.start(this::answer);

  @AfterEach
  void closeApi() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset"})
  void severalPagesAreUnderWayAtTheSameTime(String kind) throws Exception {
    RunOutcome outcome = run(route(kind, "total", "$.total", "parallel", "" + ROUND));

    assertThat(outcome.state()).as("%s", outcome).isEqualTo(RunState.COMPLETE);
    assertThat(ids()).containsExactlyInAnyOrderElementsOf(list);
    assertThat(lastRun("items").get("pages")).isEqualTo(10L);
    assertThat(requests).as("without one that is not needed").hasValue(10);
  }

  /**
   * The responses are made from the last page to the first, and a record comes in front in between:
   * what it pushes from the second page to the third is on neither.
   */
  @ParameterizedTest
  @ValueSource(strings = {"page", "offset"})
  void aListThatMovesBetweenThemLosesNothing(String kind) throws Exception {
    moves.set(true);
    RunOutcome outcome = run(route(kind, "total", "$.total", "parallel", "" + ROUND));

    assertThat(outcome.state()).as("%s", outcome).isEqualTo(RunState.COMPLETE);
    assertThat(list).startsWith(1_000L);
    assertThat(ids()).containsAll(list.subList(1, list.size()));
    assertThat(lastRun("items").get("notes"))
        .as("did not begin again")
        .asString()
        .doesNotContain("began again");
  }

  /** As where the latest change stands first: what changes goes to the front, the total stays. */
  @ParameterizedTest
  @ValueSource(strings = {"page", "offset"})
  void aRecordThatGoesToTheFrontBetweenThemPushesNoneOutOfSight(String kind) throws Exception {
    moves.set(true);
    toFront.set(true);
    RunOutcome outcome = run(route(kind, "total", "$.total", "parallel", "" + ROUND));

    assertThat(outcome.state()).as("%s", outcome).isEqualTo(RunState.COMPLETE);
    assertThat(ids()).containsAll(list.subList(1, list.size()));
  }

  @Test
  void aPageThatDoesNotCountIsNoneOfThoseThatARunMayBring() throws Exception {
    moves.set(true);
    String[] parameters = {"total", "$.total", "parallel", "" + ROUND, "maxPages", "5"};
    assertThat(run(route("page", parameters)).state()).isEqualTo(RunState.PAUSED);
    assertThat(lastRun("items").get("pages")).isEqualTo(5L);
  }

  @Test
  void aRunThatIsPausedGoesOnAfterItsLastPages() throws Exception {
    String[] parameters = {"total", "$.total", "parallel", "" + ROUND, "maxPages", "7"};
    assertThat(run(route("page", parameters)).state()).isEqualTo(RunState.PAUSED);
    assertThat(requests).hasValue(7);
    assertThat(run(route("page", parameters)).state()).isEqualTo(RunState.COMPLETE);
    assertThat(ids()).containsExactlyInAnyOrderElementsOf(list);
    assertThat(requests).hasValue(10);
  }

  @Test
  void whereNothingShowsThatAListMovedItIsRefused() {
    assertThatThrownBy(() -> run(route("page", "parallel", "4")))
        .hasStackTraceContaining("parallel without slice needs total");
    assertThatThrownBy(() -> run(route("cursor", "total", "$.total", "parallel", "4")))
        .hasStackTraceContaining("parallel needs slice");
  }

  private String route(String kind, String... parameters) {
    List<String> all = new ArrayList<>(List.of(parameters));
    all.addAll(List.of("pagination", kind));
    return api("baseUrl", api.url())
        + pull("items", all.toArray(String[]::new))
        + sink("caravan-upsert", Map.of("table", "items", "key", "id"));
  }

  private List<Long> ids() {
    return sql.queryForList("select id from items", Long.class);
  }

  private Reply answer(Sent sent) {
    requests.incrementAndGet();
    Matcher place = PLACE.matcher(String.valueOf(sent.uri().getQuery()));
    int from = 0;
    if (place.find()) {
      int at = Integer.parseInt(place.group(2));
      from = place.group(1).equals("page") ? (at - 1) * LIMIT : at;
    }
    int page = from / LIMIT;
    return page >= 1 && page <= ROUND && round.getCount() > 0 ? inTurn(page, from) : page(from);
  }

  /** The first round is answered from its last page on, when all of it is there. */
  private Reply inTurn(int page, int from) {
    round.countDown();
    try {
      boolean all = round.await(30, TimeUnit.SECONDS);
      if (!all) {
        return Reply.status(400, "{\"error\": \"one by one\"}");
      }
      if (page < ROUND) {
        turns[page + 1].await(30, TimeUnit.SECONDS);
      }
      if (page == 1 && moves.get()) {
        synchronized (list) {
          list.add(0, toFront.get() ? list.remove(list.size() - 1) : 1_000L);
        }
      }
      Reply reply = page(from);
      turns[page].countDown();
      return reply;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Reply.status(400, "{}");
    }
  }

  private Reply page(int from) {
    synchronized (list) {
      String data =
          list.stream()
              .skip(from)
              .limit(LIMIT)
              .map(id -> "{\"id\":" + id + "}")
              .collect(Collectors.joining(","));
      return Reply.json("{\"data\":[" + data + "],\"total\":" + list.size() + "}");
    }
  }
}
