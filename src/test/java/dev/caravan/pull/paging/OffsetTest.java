package dev.caravan.pull.paging;

import static dev.caravan.pull.paging.Answers.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.caravan.pull.paging.Offset.Step;
import dev.caravan.response.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class OffsetTest {
  @Test
  void asksForTheFirstPageByZero() {
    assertThat(plain().at(Answers.FIRST, Optional.empty()).url())
        .hasToString("http://api.example/v2/items?limit=2&offset=0");
    assertThat(plain().at(Answers.FIRST, Optional.of("40")).url())
        .hasToString("http://api.example/v2/items?limit=2&offset=40");
  }

  @Test
  void goesOnAfterTheRowsThatCame() {
    assertThat(plain().next(records(2), Optional.empty()).position()).contains("2");
    assertThat(plain().next(records(1), Optional.of("2")).position()).contains("3");
  }

  @Test
  void stepsByThePageSizeWhereTheApiFiltersAfterPaging() {
    Offset byLimit = offset(Step.LIMIT, 10, 0);
    assertThat(byLimit.next(records(3), Optional.empty()).position()).contains("10");
    assertThat(byLimit.next(records(1), Optional.of("10")).position()).contains("20");
    assertThat(byLimit.next(records(0), Optional.of("20")).position()).contains("30");
  }

  @Test
  void pagesOverlapSoThatADeletedRowHidesNone() {
    assertThat(walk(offset(Step.ROWS, 10, 3), from -> Math.min(10, Math.max(0, 25 - from))))
        .containsExactly(0L, 7L, 14L, 21L, 22L);
  }

  @Test
  void anOverlapEndsAlsoWithoutAPageSize() {
    assertThat(walk(offset(Step.ROWS, 0, 3), from -> Math.min(10, Math.max(0, 25 - from))))
        .contains(0L, 7L, 14L, 21L)
        .allSatisfy(from -> assertThat(from).isBetween(0L, 25L));
  }

  @Test
  void pagesNotLargerThanAnOverlapAreReadToTheEnd() {
    assertThat(walk(offset(Step.ROWS, 0, 5), from -> Math.min(5, Math.max(0, 12 - from))))
        .containsExactly(0L, 5L, 10L, 12L);
    assertThat(walk(offset(Step.ROWS, 0, 5), from -> Math.min(10, Math.max(0, 3 - from))))
        .containsExactly(0L, 3L);
  }

  @Test
  void aShortPageIsNotTheEndOfAnOverlappingScanByThePageSize() {
    assertThat(walk(offset(Step.LIMIT, 10, 3), from -> from < 30 ? 2 : 0))
        .containsExactly(0L, 7L, 14L, 21L, 28L, 35L);
  }

  @Test
  void aPageThatDoesNotJoinStepsBackTwiceAsFarEachTime() {
    Offset overlapping = offset(Step.ROWS, 10, 3);
    assertThat(overlapping.back("100", 0)).contains("94");
    assertThat(overlapping.back("94", 1)).contains("82");
    assertThat(overlapping.back("82", 2)).contains("58");
    assertThat(overlapping.back("58", 60)).as("at worst to the beginning").contains("0");
  }

  @Test
  void anOverlapOfAWholePageIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> offset(Step.ROWS, 10, 10))
        .withMessageContaining("overlap 10")
        .withMessageContaining("pageSize 10");
  }

  @Test
  void stepsByThePageSizeOnlyWhenItIsDeclared() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> offset(Step.LIMIT, 0, 0))
        .withMessageContaining("offsetStep limit needs pageSize");
  }

  @Test
  void twoPagesOfEqualContentAreSuspicious() {
    assertThat(plain().isNumbered()).isTrue();
  }

  /** The offsets asked for, by an API that has so many rows on the page at an offset. */
  private static List<Long> walk(Offset pagination, LongUnaryOperator rows) {
    List<Long> asked = new ArrayList<>();
    Optional<String> position = Optional.of("0");
    while (position.isPresent() && asked.size() < 20) {
      long from = Long.parseLong(position.get());
      asked.add(from);
      int came = (int) rows.applyAsLong(from);
      position = came == 0 ? Optional.empty() : pagination.next(records(came), position).position();
    }
    return asked;
  }

  private static Offset plain() {
    return offset(Step.ROWS, 0, 0);
  }

  private static Offset offset(Step step, long pageSize, long overlap) {
    return new Offset(Placement.parse("offsetParam", "offset"), step, pageSize, overlap);
  }
}
