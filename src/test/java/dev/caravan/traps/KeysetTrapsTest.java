package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A keyset on a field that several records share, with either operator of an API. */
@Timeout(60)
class KeysetTrapsTest extends PullTest {
  private static final String[] KEYSET = {
    "pagination", "keyset", "keysetParam", "after", "keysetField", "rank", "pageSize", "10"
  };

  static List<Function<Integer, Object>> ranks() {
    return List.of(
        id -> id / 4,
        id -> "2025-01-01T00:%02d:00.000Z".formatted(id / 7),
        id -> "name %03d".formatted(id / 3));
  }

  @ParameterizedTest
  @MethodSource("ranks")
  void aFieldThatTwoRecordsShareStopsAnExclusiveKeyset(Function<Integer, Object> rank)
      throws Exception {
    try (MovingList list = new MovingList(45, rank)) {
      String error = assertFailed(run(route(list, "path", "/after?limit=10")));

      assertThat(error)
          .contains("two records of the page have $['rank'] ")
          .contains("tieField")
          .contains("keysetBoundary: inclusive");
    }
  }

  @ParameterizedTest
  @MethodSource("ranks")
  void anInclusiveKeysetBringsAllRecordsOfAValueAndEachOnce(Function<Integer, Object> rank)
      throws Exception {
    for (String path : List.of("/after", "/desc")) {
      try (MovingList list = new MovingList(45, rank)) {
        list.inclusive = true;
        String[] more = {
          "path",
          path + "?limit=10",
          "keysetBoundary",
          "inclusive",
          "keysetOrder",
          path.equals("/desc") ? "desc" : "asc"
        };
        assertComplete(run(route(list, more)));

        assertThat(loaded()).isEqualTo(list.ids());
        assertThat(lastRun("items")).containsEntry("fetched", 45L);
        sql.execute("drop table items");
        sql.update("delete from caravan_checkpoint");
        sql.update("delete from caravan_column");
        sql.update("delete from caravan_run");
      }
    }
  }

  @Test
  void aWholePageOfOneValueStopsAnInclusiveKeyset() throws Exception {
    try (MovingList list = new MovingList(45, id -> id <= 8 ? id : 9)) {
      list.inclusive = true;

      String error =
          assertFailed(run(route(list, "path", "/after?limit=10", "keysetBoundary", "inclusive")));

      assertThat(error).contains("a whole page of records has that value");
    }
  }

  @Test
  void aPageThatEndsExactlyWithTheListEndsAnInclusiveKeyset() throws Exception {
    try (MovingList list = new MovingList(28)) {
      list.inclusive = true;
      assertComplete(run(route(list, "path", "/after?limit=10", "keysetBoundary", "inclusive")));
      assertThat(loaded()).isEqualTo(list.ids());
    }
  }

  @Test
  void aListThatRunsTheOtherWayIsNotReadFromItsEnd() throws Exception {
    try (MovingList list = new MovingList(45)) {
      String error = assertFailed(run(route(list, "path", "/newest?limit=10")));

      assertThat(error).contains("the other way than keysetOrder: asc", "?after=0");
    }
  }

  @Test
  void pagesThatAreTurnedEachForItselfAreReadFromTheBeginning() throws Exception {
    try (MovingList list = new MovingList(45)) {
      assertComplete(run(route(list, "path", "RAW(/turned?limit=10&after=0)")));

      assertThat(loaded()).isEqualTo(list.ids());
    }
  }

  private String[] route(MovingList list, String... more) {
    String[] all = java.util.Arrays.copyOf(KEYSET, KEYSET.length + more.length);
    System.arraycopy(more, 0, all, KEYSET.length, more.length);
    return new String[] {api("baseUrl", list.url()), items(all)};
  }

  private List<Long> loaded() {
    return sql.queryForList("select id from items order by id", Long.class);
  }
}
