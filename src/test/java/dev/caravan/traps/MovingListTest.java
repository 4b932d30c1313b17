package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists that move while a scan walks lose nothing, or the run is not complete. */
@Timeout(60)
class MovingListTest extends PullTest {
  private static final String[] OFFSET = {
    "path", "/offset?limit=10", "pagination", "offset", "pageSize", "10", "overlap", "3"
  };
  private static final String[] PAGES = {
    "path", "/page?limit=10", "pagination", "page", "total", "$.total", "pageSize", "10"
  };

  @ParameterizedTest
  @CsvSource({"2, 2", "3, 5", "4, 17", "5, 38", "6, 44"})
  void anOverlapFindsRecordsThatMovedPastTheBorder(int request, int gone) throws Exception {
    try (MovingList list = new MovingList(50)) {
      list.before(request, () -> list.removeFirst(gone));

      assertComplete(run(list, OFFSET));

      assertThat(loaded()).containsAll(list.ids());
    }
  }

  @Test
  void anOverlapFindsThemWhileTheListGoesOnMovingAndWithATotal() throws Exception {
    try (MovingList list = new MovingList(80)) {
      for (int request = 2; request < 12; request += 2) {
        list.before(request, () -> list.removeFirst(4));
        list.before(request + 1, () -> list.addFirst(100 + list.ids().size()));
      }
      String[] total = {"total", "$.total"};

      assertComplete(run(list, joined(OFFSET, total)));

      assertThat(loaded()).containsAll(list.ids().stream().filter(id -> id <= 80).toList());
    }
  }

  @Test
  void manyRecordsThatComeInFrontAreNoReasonToStepBack() throws Exception {
    try (MovingList list = new MovingList(60)) {
      list.before(5, () -> IntStream.range(100, 125).forEach(list::addFirst));

      assertComplete(run(list, OFFSET));

      assertThat(loaded()).containsAll(LongStream.rangeClosed(1, 60).boxed().toList());
      assertThat(notes()).isNull();
    }
  }

  @Test
  void anOverlapFindsThemWhenTheyWentBetweenTwoRuns() throws Exception {
    usePostgres();
    try (MovingList list = new MovingList(50)) {
      assertThat(run(list, joined(OFFSET, "maxPages", "2")).state()).isEqualTo(RunState.PAUSED);
      list.removeFirst(8);

      assertComplete(run(list, OFFSET));

      assertThat(loaded()).containsAll(list.ids());
    }
  }

  @Test
  void aListThatStandsIsReadOnceAndNothingIsSaid() throws Exception {
    try (MovingList list = new MovingList(45)) {
      assertComplete(run(list, OFFSET));
      assertThat(list.requests()).hasSize(7);
      assertThat(notes()).isNull();
      assertComplete(run(list, PAGES));
      assertThat(list.requests()).hasSize(12);
      assertThat(notes()).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset"})
  void aTotalThatFellHasTheScanBeginAgain(String kind) throws Exception {
    try (MovingList list = new MovingList(50)) {
      list.before(3, () -> list.removeFirst(5));

      assertComplete(
          run(list, joined(PAGES, "path", "/" + kind + "?limit=10", "pagination", kind)));

      assertThat(loaded()).containsAll(list.ids());
      assertThat(notes()).contains("the total fell during the scan").contains("began again");
    }
  }

  @Test
  void aTotalThatFallsInEachScanLeavesTheRunIncompleteAndTheNextOneBeginsAnew() throws Exception {
    try (MovingList list = new MovingList(60)) {
      for (int request = 2; request < 26; request += 2) {
        list.before(request, () -> list.removeFirst(1));
      }

      RunOutcome outcome = run(list, PAGES);

      assertThat(outcome.state()).isEqualTo(RunState.INCOMPLETE);
      assertThat(outcome.error().orElseThrow()).contains("set overlap").contains("begins anew");
      assertThat(checkpoint("items").scan()).isEmpty();
      assertThat(checkpoint("items").lastSuccess()).isEmpty();

      assertComplete(run(list, PAGES));
      assertThat(loaded()).containsAll(list.ids());
    }
  }

  @Test
  void recordsThatLeaveABoundedListHideNoOthers() throws Exception {
    try (MovingList list = new MovingList(60)) {
      String[] bounded =
          joined(
              PAGES, "watermark", "updated_at", "watermarkParam", "since", "untilParam", "until");
      list.before(
          3, () -> List.of(2, 3, 5, 7).forEach(id -> list.touch(id, "2999-01-01T00:00:00Z")));

      assertComplete(run(list, bounded));

      assertThat(loaded()).containsAll(list.ids());
    }
  }

  @Test
  void aBoundedListWhoseShiftsNobodyWouldSeeIsRefused() throws Exception {
    try (MovingList list = new MovingList(10)) {
      String[] blind = {
        "path",
        "/page?limit=10",
        "pagination",
        "page",
        "watermark",
        "updated_at",
        "watermarkParam",
        "since",
        "untilParam",
        "until"
      };
      assertThat(startError(list, blind)).contains("untilParam with pagination page needs total");
    }
  }

  private String startError(MovingList list, String... parameters) {
    try {
      run(list, parameters);
    } catch (Exception e) {
      StringBuilder all = new StringBuilder();
      for (Throwable each = e; each != null; each = each.getCause()) {
        all.append(each.getMessage());
      }
      return all.toString();
    }
    throw new AssertionError("it started");
  }

  private RunOutcome run(MovingList list, String... parameters) throws Exception {
    return run(api("baseUrl", list.url()), items(parameters));
  }

  private List<Long> loaded() {
    return sql.queryForList("select id from items order by id", Long.class);
  }

  private String notes() {
    return sql.queryForObject(
        "select notes from caravan_run where run_id = ?",
        String.class,
        lastRun("items").get("run_id"));
  }

  private static String[] joined(String[] own, String... more) {
    String[] all = java.util.Arrays.copyOf(own, own.length + more.length);
    System.arraycopy(more, 0, all, own.length, more.length);
    return all;
  }
}
