package dev.caravan.pull.end;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.pull.paging.Answers;
import dev.caravan.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each name by which an API says what comes after a response, in its body and in its headers. */
class SignsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "has_more",
        "hasMoreItems",
        "has-more-results",
        "hasNext",
        "hasNextPage",
        "more",
        "moreResults",
        "moreItemsInCollection",
        "truncated",
        "isTruncated",
        "incomplete_results",
        "more_records",
        "moreDataAvailable"
      })
  void moreIsSaidByAFlag(String name) {
    assertThat(body(name, "true").more(false)).hasValueSatisfying(is -> isCalled(is, name));
    assertThat(body(name, "\"True\"").more(true)).hasValueSatisfying(is -> isCalled(is, name));
    assertThat(body(name, "false").more(false)).isEmpty();
    assertThat(body(name, "false").sayEnd(7, true)).as("it says the end").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"done", "isLast", "isLastPage", "last", "last_page", "end_of_stream"})
  void moreIsSaidByAFlagOfTheEnd(String name) {
    assertThat(body(name, "false").more(false)).hasValueSatisfying(is -> isCalled(is, name));
    assertThat(body(name, "true").more(false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "next",
        "next_page",
        "nextUrl",
        "nextRecordsUrl",
        "cursor",
        "end_cursor",
        "next_cursor",
        "nextPageToken",
        "page_token",
        "@odata.nextLink",
        "continue",
        "continuation",
        "continuationToken",
        "marker",
        "_scroll_id"
      })
  void moreIsSaidByAPosition(String name) {
    assertThat(body(name, "\"x\"").more(false)).hasValueSatisfying(is -> isCalled(is, name));
    assertThat(body(name, "{\"from\": 3}").more(false))
        .as("of several members")
        .hasValueSatisfying(is -> isCalled(is, name));
    for (String none : List.of("null", "\"\"", "false", "0", "{\"from\": null}")) {
      assertThat(body(name, none).more(false)).as(none).isEmpty();
    }
    assertThat(body(name, "\"x\"").more(true)).as("the response says the end").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "link, </items?page=2>; rel=\"next\"",
    "x-next-page, 2",
    "x-next-cursor, abc",
    "x-pagination-next, abc",
    "x-ms-continuation, abc"
  })
  void moreIsSaidByAHeader(String name, String value) {
    assertThat(header(name, value).more(false)).isPresent();
    assertThat(header(name, "link".equals(name) ? "</items>; rel=\"prev\"" : "").more(false))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "total",
        "count",
        "total_count",
        "totalSize",
        "totalResults",
        "totalItems",
        "totalRecords",
        "totalElements",
        "total-rows",
        "totalHits",
        "numFound",
        "recordsTotal",
        "totalNumber",
        "resultCount",
        "recordCount",
        "itemCount"
      })
  void howManyThereAreIsSaidByACount(String name) {
    assertThat(body(name, "40").larger(39, 1, false)).hasSize(1);
    assertThat(body(name, "\"40\"").larger(39, 1, false)).as("as a text").hasSize(1);
    assertThat(body(name, "40").larger(40, 1, false)).isEmpty();
    assertThat(body(name, "40").more(false)).as("a name may mean something else").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "x-total-count, 40",
    "x-total, 40",
    "x-wp-total, 40",
    "x-pagination-total-count, 40",
    "total-count, 40",
    "content-range, items 0-9/40"
  })
  void howManyThereAreIsSaidByAHeader(String name, String value) {
    assertThat(header(name, value).larger(39, 1, false)).hasSize(1);
    assertThat(header(name, value).larger(40, 1, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "total_pages",
        "pageCount",
        "pages",
        "pagesTotal",
        "lastPage",
        "numPages",
        "lastPageNumber"
      })
  void howManyPagesThereAreIsSaidByACount(String name) {
    assertThat(body(name, "7").larger(40, 6, true)).hasSize(1);
    assertThat(body(name, "7").larger(40, 7, true)).isEmpty();
    assertThat(body(name, "7").larger(40, 6, false)).as("nobody counts pages").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-wp-totalpages", "x-total-pages", "x-page-count"})
  void howManyPagesThereAreIsSaidByAHeader(String name) {
    assertThat(header(name, "7").larger(40, 6, true)).hasSize(1);
    assertThat(header(name, "7").larger(40, 7, true)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x-request-id", "x-ratelimit-remaining", "age", "etag", "x-count-of-x"})
  void otherHeadersSayNothing(String name) {
    assertThat(header(name, "99").found()).isEmpty();
  }

  private static void isCalled(Sign sign, String name) {
    assertThat(sign.name()).isEqualTo(name);
  }

  private static Signs body(String name, String value) {
    return signs(
        Answers.json("{\"data\": [], \"meta\": {\"x\": 1}, \"" + name + "\": " + value + "}"));
  }

  private static Signs header(String name, String value) {
    return signs(new Response(Answers.URL, Map.of(name, value), null, List.of()));
  }

  private static Signs signs(Response response) {
    return Signs.of(response, sign -> false, text -> false);
  }
}
