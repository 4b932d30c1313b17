package dev.caravan.pull.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.caravan.response.PagingException;
import dev.caravan.response.Response;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetTest {
  private static final String BETWEEN = "\u001f";

  @Test
  void theFirstPageIsThePathAsItStands() {
    assertThat(byId(p -> {}).at(Answers.FIRST, Optional.empty())).isEqualTo(Answers.FIRST);
  }

  @Test
  void asksForWhatIsAfterTheFurthestValue() {
    assertThat(byId(p -> {}).at(Answers.FIRST, Optional.of("C 7")).url())
        .hasToString("http://api.example/v2/items?limit=2&since_id=C%207");
  }

  @ParameterizedTest
  @CsvSource({
    "asc, '{\"id\": 9}, {\"id\": 10}', 10",
    "asc, '{\"id\": \"9\"}, {\"id\": \"10\"}', 10",
    "asc, '{\"id\": 10}, {\"id\": 9}', 10",
    "desc, '{\"id\": 10}, {\"id\": 9}', 9",
    "desc, '{\"id\": \"10\"}, {\"id\": \"9\"}', 9",
    "asc, '{\"id\": \"C-2\"}, {\"id\": \"C-1\"}', C-2",
    "asc, '{\"id\": 9007199254740993}, {\"id\": 9007199254740992}', 9007199254740993",
    "asc, '{\"id\": 1}, {\"id\": null}, {}, 7', 1"
  })
  void theFurthestValueOfThePageIsNext(String order, String records, String next) {
    Pagination keyset = byId(p -> p.setKeysetOrder(order));
    assertThat(keyset.next(page(records), Optional.empty()).position()).contains(next);
  }

  @ParameterizedTest
  @CsvSource({
    "id, '{\"id\": 1, \"v\": 1}, {\"id\": 1, \"v\": 2}', false",
    "order_id, '{\"order_id\": 1, \"v\": 1}, {\"order_id\": 1, \"v\": 2}', false",
    "order_id, '{\"order_id\": 1, \"line_no\": 1}, {\"order_id\": 1, \"line_no\": 2}', true",
    "$.order.id, '{\"order\": {\"id\": 1}, \"id\": 1}, {\"order\": {\"id\": 1}, \"id\": 2}', true",
    "rank, '{\"rank\": 1, \"v\": 1}, {\"rank\": 1, \"v\": 2}', true",
    "rank, '{\"rank\": 1, \"v\": 1}, {\"rank\": 1, \"v\": 1}', false",
    "rank, '{\"rank\": 1, \"v\": 1}, {\"rank\": \"1.0\", \"v\": 2}', true"
  })
  void twoRecordsOfOneValueAreRefusedAndTwoVersionsOfOneRecordAreNot(
      String field, String records, boolean refused) {
    Pagination keyset = byId(p -> p.setKeysetField(field));
    assertThat(catchThrowable(() -> keyset.next(page(records), Optional.empty())) != null)
        .isEqualTo(refused);
  }

  @Test
  void aFieldMayBeDeepInTheRecord() {
    Pagination keyset = byId(p -> p.setKeysetField("$.meta.seq"));
    assertThat(keyset.next(page("{\"meta\": {\"seq\": 4}}"), Optional.empty()).position())
        .contains("4");
  }

  @Test
  void anEmptyPageEndsTheScan() {
    assertThat(byId(p -> {}).next(page(""), Optional.of("7")).position()).isEmpty();
  }

  @Test
  void aShortPageIsNotTheEndByItself() {
    assertThat(byId(p -> {}).next(page("{\"id\": 1}"), Optional.empty()).position()).contains("1");
  }

  @Test
  void aTieBreakerGoesAlongAndComesBack() {
    Pagination keyset = byTime();
    Optional<String> next =
        keyset
            .next(
                page("{\"id\": 9, \"at\": \"t1\"}, {\"id\": 10, \"at\": \"t1\"}"), Optional.empty())
            .position();
    assertThat(next).contains("t1" + BETWEEN + "10");
    assertThat(keyset.at(Answers.FIRST, next).url())
        .hasToString("http://api.example/v2/items?limit=2&since=t1&after_id=10");
  }

  @Test
  void aRecordWithoutATieBreakerStandsBeforeThoseThatHaveOne() {
    Optional<String> next =
        byTime()
            .next(page("{\"at\": \"t1\"}, {\"id\": 1, \"at\": \"t1\"}"), Optional.empty())
            .position();
    assertThat(next).contains("t1" + BETWEEN + "1");
    assertThat(byTime().at(Answers.FIRST, Optional.of("t1")).url())
        .hasToString("http://api.example/v2/items?limit=2&since=t1&after_id=");
  }

  @Test
  void timesOfDifferentFractionsAndOffsetsAreOrderedAsInstants() {
    Pagination keyset = byTime();
    assertThat(
            keyset
                .next(
                    page(
                        "{\"id\": 1, \"at\": \"2025-04-12T09:33:00Z\"},"
                            + "{\"id\": 2, \"at\": \"2025-04-12T09:33:00.060Z\"},"
                            + "{\"id\": 3, \"at\": \"2025-04-12T11:32:00+02:00\"}"),
                    Optional.empty())
                .position())
        .contains("2025-04-12T09:33:00.060Z" + BETWEEN + "2");
  }

  @Test
  void aWholePageOfOneValueLeadsNowhereAndSaysWhatHelps() {
    assertThat(why(byId(p -> {}).next(page("{\"id\": 7}, {\"id\": 7}"), Optional.of("7"))))
        .contains("7", "the API ignores since_id", "keysetBoundary: inclusive");
  }

  @ParameterizedTest
  @ValueSource(strings = {"inclusive", "exclusive"})
  void aPageOfNothingButWhatCameBeforeIsNoAnswerToTheRequest(String boundary) {
    Pagination keyset =
        byId(
            p -> {
              p.setKeysetBoundary(boundary);
              p.setPageSize(10);
            });
    assertThatThrownBy(() -> keyset.next(page("{\"id\": 5}, {\"id\": 6}"), Optional.of("7")))
        .isInstanceOf(PagingException.class)
        .hasMessageContaining("the page after 7 brought no record beyond it");
  }

  @Test
  void whereAPlaceIsToldItsTieBreakerStandsBesideIt() {
    Pagination tied =
        byId(
            p -> {
              p.setTieParam("after_name");
              p.setTieField("name");
            });
    Response first = page("{\"id\": 7, \"name\": \"a\"}");
    Optional<String> position = tied.next(first, Optional.empty()).position();
    assertThat(why(tied.next(first, position))).startsWith("the page after 7 and a brought");
  }

  @Test
  void aPageWithoutTheFieldIsNoEnd() {
    assertThat(why(byId(p -> {}).next(page("{\"no\": 1}"), Optional.empty())))
        .contains("keysetField");
  }

  private static String why(Next next) {
    return ((Next.Stuck) next).why();
  }

  private static Response page(String records) {
    return Answers.json("{\"data\": [" + records + "]}");
  }

  private static Pagination byId(java.util.function.Consumer<PagingParameters> more) {
    PagingParameters parameters = new PagingParameters();
    parameters.setKind("keyset");
    more.accept(parameters);
    return parameters.toPagination();
  }

  private static Pagination byTime() {
    return byId(
        p -> {
          p.setKeysetParam("since");
          p.setKeysetField("at");
          p.setTieParam("after_id");
          p.setTieField("id");
        });
  }
}
