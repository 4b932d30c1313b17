package dev.caravan.pull.paging;

import static dev.caravan.pull.paging.Answers.records;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.response.Placement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageNumberTest {
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
  void goesOnByOneWhateverCame() {
    PageNumber pages = numbered(1);
    assertThat(pages.next(records(2), Optional.empty()).position()).contains("2");
    assertThat(pages.next(records(2), Optional.of("2")).position()).contains("3");
    assertThat(pages.next(records(0), Optional.of("3")).position()).contains("4");
  }

  @Test
  void aNumberGoesOnPastNineAndPastInt() {
    assertThat(numbered(1).next(records(1), Optional.of("9")).position()).contains("10");
    assertThat(numbered(1).next(records(1), Optional.of("2147483647")).position())
        .contains("2147483648");
  }

  @Test
  void twoPagesOfEqualContentAreSuspicious() {
    assertThat(numbered(1).isNumbered()).isTrue();
  }

  private static PageNumber numbered(long first) {
    return new PageNumber(Placement.parse("pageParam", "page"), first);
  }
}
