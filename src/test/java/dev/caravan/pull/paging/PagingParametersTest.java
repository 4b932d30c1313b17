package dev.caravan.pull.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PagingParametersTest {
  @ParameterizedTest
  @CsvSource({
    "none, None",
    "page, PageNumber",
    "offset, Offset",
    "cursor, Cursor",
    "keyset, Keyset",
    "link, LinkHeader",
    "next-url, NextUrl"
  })
  void eachKindNeedsNothingButItsName(String kind, String strategy) {
    assertThat(of(kind, p -> {}).toPagination().getClass().getSimpleName()).isEqualTo(strategy);
  }

  /** Kind, one wrong value, and what the error names: parameter, value, rule. */
  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("pages", p -> {}, "pagination 'pages'", "none, page, offset, cursor"),
        mistake("page", p -> p.setPageParam(""), "pageParam ''", "header:NAME"),
        mistake("page", p -> p.setPageParam("header:"), "pageParam 'header:'", "header:NAME"),
        mistake("page", p -> p.setFirstPage(-1), "firstPage -1", "0 or more"),
        mistake("page", p -> p.setPageSize(-1), "pageSize -1", "0 or more"),
        mistake("page", p -> p.setLastPage("$["), "lastPage '$['", "JSONPath"),
        mistake("page", p -> p.setTotal("$["), "total '$['", "JSONPath"),
        mistake("page", p -> p.setHasMore("$["), "hasMore '$['", "JSONPath"),
        mistake("offset", p -> p.setOffsetParam("body:"), "offsetParam 'body:'", "body:"),
        mistake("offset", p -> p.setOffsetStep("pages"), "offsetStep 'pages'", "rows, limit"),
        mistake("offset", p -> p.setOffsetStep("limit"), "offsetStep limit", "needs pageSize"),
        mistake("offset", p -> p.setOverlap(-5), "overlap -5", "0 or more"),
        mistake("offset", p -> p.setPageSize(-1), "pageSize -1", "0 or more"),
        mistake("cursor", p -> p.setCursorParam(""), "cursorParam ''", "query parameter"),
        mistake("cursor", p -> p.setNextCursor("$["), "nextCursor '$['", "JSONPath"),
        mistake("cursor", p -> p.setNextCursor(""), "nextCursor ''", "JSONPath"),
        mistake("keyset", p -> p.setKeysetParam(""), "keysetParam ''", "query parameter"),
        mistake("keyset", p -> p.setKeysetField("$["), "keysetField '$['", "JSONPath"),
        mistake("keyset", p -> p.setKeysetOrder("up"), "keysetOrder 'up'", "asc, desc"),
        mistake("keyset", p -> p.setTieField("id"), "tieParam", "tieField", "need each other"),
        mistake("keyset", p -> p.setTieParam("after"), "tieParam", "tieField", "need each other"),
        mistake("keyset", p -> p.setPageSize(-1), "pageSize -1", "0 or more"),
        mistake("next-url", p -> p.setNextUrl("$["), "nextUrl '$['", "JSONPath"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("mistakes")
  void aWrongValueIsNamedWithItsParameterAndTheRule(
      String kind, Consumer<PagingParameters> wrong, String[] said) {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              of(kind, wrong).toPagination();
              of(kind, wrong).declared();
            })
        .satisfies(error -> assertThat(error.getMessage()).contains(said));
  }

  @Test
  void aNameWithDotsAndQuotesIsTheNameOfOneField() {
    Pagination keyset = of("keyset", p -> p.setKeysetField("meta.id")).toPagination();
    assertThat(
            keyset
                .next(Answers.json("{\"data\": [{\"meta.id\": 4}]}"), java.util.Optional.empty())
                .position())
        .contains("4");
    Pagination quoted = of("keyset", p -> p.setKeysetField("it's")).toPagination();
    assertThat(
            quoted
                .next(Answers.json("{\"data\": [{\"it's\": 4}]}"), java.util.Optional.empty())
                .position())
        .contains("4");
  }

  private static PagingParameters of(String kind, Consumer<PagingParameters> more) {
    PagingParameters parameters = new PagingParameters();
    parameters.setKind(kind);
    more.accept(parameters);
    return parameters;
  }

  private static Arguments mistake(String kind, Consumer<PagingParameters> wrong, String... said) {
    return Arguments.of(kind, wrong, said);
  }
}
