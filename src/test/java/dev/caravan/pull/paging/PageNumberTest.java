package dev.caravan.pull.paging;

import static dev.caravan.pull.paging.Answers.at;
import static dev.caravan.pull.paging.Answers.records;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageNumberTest {
  private static final Optional<Locator> NOWHERE = Optional.empty();

  @ParameterizedTest
  @CsvSource({"1, 1", "0, 0", "5, 5"})
  void asksForTheFirstPageByItsNumber(long first, String sent) {
    assertThat(numbered(first).at(Answers.FIRST, Optional.empty()).url())
        .hasToString("http://api.example/v2/items?limit=2&page=" + sent);
  }

  @Test
  void asksForALaterPageByItsPosition() {
    assertThat(numbered(1).at(Answers.FIRST, Optional.of("12")).url())
        .hasToString("http://api.example/v2/items?limit=2&page=12");
  }

  @Test
  void goesOnByOneUntilAnEmptyPage() {
    PageNumber pages = numbered(1);
    assertThat(pages.next(records(2), Optional.empty())).contains("2");
    assertThat(pages.next(records(2), Optional.of("2"))).contains("3");
    assertThat(pages.next(records(0), Optional.of("3"))).isEmpty();
  }

  @Test
  void aNumberGoesOnPastNineAndPastInt() {
    assertThat(numbered(1).next(records(1), Optional.of("9"))).contains("10");
    assertThat(numbered(1).next(records(1), Optional.of("2147483647"))).contains("2147483648");
  }

  @Test
  void t05_aShortPageIsTheEndOnlyWhenThePageSizeIsDeclared() {
    assertThat(numbered(1).next(records(1), Optional.empty())).contains("2");
    PageNumber sized = with(NOWHERE, NOWHERE, 2, NOWHERE);
    assertThat(sized.next(records(1), Optional.empty())).isEmpty();
    assertThat(sized.next(records(2), Optional.empty())).contains("2");
  }

  @Test
  void endsAfterTheLastPageThatTheAnswerNames() {
    PageNumber pages = with(at("header:X-WP-TotalPages"), NOWHERE, 0, NOWHERE);
    Answer answer = Answers.json(Map.of("x-wp-totalpages", "3"), "{\"data\": [1]}");
    assertThat(pages.next(answer, Optional.of("2"))).contains("3");
    assertThat(pages.next(answer, Optional.of("3"))).isEmpty();
  }

  @Test
  void countsPagesNotNumbersWhenTheFirstIsZero() {
    PageNumber pages =
        new PageNumber(Placement.parse("pageParam", "page"), 0, at("$.pages"), NOWHERE, 0, NOWHERE);
    assertThat(pages.next(records(1, "\"pages\": 3"), Optional.of("1"))).contains("2");
    assertThat(pages.next(records(1, "\"pages\": 3"), Optional.of("2"))).isEmpty();
  }

  @Test
  void theNumberOfPagesIsStrongerThanAShortPage() {
    PageNumber pages = with(at("$.pages"), NOWHERE, 2, NOWHERE);
    assertThat(pages.next(records(1, "\"pages\": 3"), Optional.of("1"))).contains("2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\"pages\": null", "\"other\": 1", "\"pages\": \"many\"", "\"pages\": true"})
  void t06_aNumberOfPagesThatIsNoneIsTakenAsUntold(String field) {
    PageNumber pages = with(at("$.pages"), NOWHERE, 0, NOWHERE);
    assertThat(pages.next(records(2, field), Optional.of("7"))).contains("8");
    assertThat(pages.next(records(0, field), Optional.of("8"))).isEmpty();
  }

  @Test
  void t06_aNumberOfPagesMayBeText() {
    PageNumber pages = with(at("$.pages"), NOWHERE, 0, NOWHERE);
    assertThat(pages.next(records(2, "\"pages\": \"2\""), Optional.of("2"))).isEmpty();
  }

  @Test
  void t06_aTotalEndsTheScanOnlyTogetherWithThePageSize() {
    PageNumber sized = with(NOWHERE, at("$.total"), 2, NOWHERE);
    assertThat(sized.next(records(2, "\"total\": 5"), Optional.of("2"))).contains("3");
    assertThat(sized.next(records(1, "\"total\": 5"), Optional.of("3"))).isEmpty();
    assertThat(sized.next(records(2, "\"total\": 4"), Optional.of("2"))).isEmpty();
    PageNumber unsized = with(NOWHERE, at("$.total"), 0, NOWHERE);
    assertThat(unsized.next(records(2, "\"total\": 2"), Optional.empty())).contains("2");
  }

  @ParameterizedTest
  @CsvSource({"false", "0", "'\"false\"'", "'\"no\"'"})
  void t06_hasMoreEndsTheScanAlsoAsText(String no) {
    PageNumber pages = with(NOWHERE, NOWHERE, 0, at("$.more"));
    assertThat(pages.next(records(2, "\"more\": " + no), Optional.empty())).isEmpty();
  }

  @Test
  void hasMoreKeepsAShortPageFromBeingTheEndButNotAnEmptyOne() {
    PageNumber pages = with(NOWHERE, NOWHERE, 2, at("$.more"));
    assertThat(pages.next(records(1, "\"more\": true"), Optional.empty())).contains("2");
    assertThat(pages.next(records(0, "\"more\": true"), Optional.empty())).isEmpty();
    assertThat(pages.next(records(1), Optional.empty())).as("untold").isEmpty();
  }

  @Test
  void t01_twoPagesOfEqualContentAreSuspicious() {
    assertThat(numbered(1).isRepeatSuspicious()).isTrue();
  }

  private static PageNumber numbered(long first) {
    return new PageNumber(
        Placement.parse("pageParam", "page"), first, NOWHERE, NOWHERE, 0, NOWHERE);
  }

  private static PageNumber with(
      Optional<Locator> pages, Optional<Locator> total, long size, Optional<Locator> more) {
    return new PageNumber(Placement.parse("pageParam", "page"), 1, pages, total, size, more);
  }
}
