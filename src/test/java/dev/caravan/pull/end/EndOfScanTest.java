package dev.caravan.pull.end;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.api.Api;
import dev.caravan.api.request.Target;
import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.PagingParameters;
import dev.caravan.response.BodyFormat;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.PagingException;
import dev.caravan.response.Response;
import dev.caravan.response.ResponseBody;
import dev.caravan.run.IncompleteScanException;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What ends a scan, what only seems to, and what is looked at once more. */
class EndOfScanTest {
  private static final URI URL = URI.create("http://api.example/items?limit=10");

  private Walked walked = Walked.NOTHING;
  private Known known = Known.NOTHING;
  private Optional<String> position = Optional.empty();
  private int ids = 1;

  @Test
  void aPlaceThatSaidMoreIsBelievedWhenItSaysNoMore() {
    EndOfScan scan = scan("cursor", p -> {});
    assertThat(next(scan, page(10, "\"next_cursor\": \"a\""))).contains("a");
    assertThat(proof(scan, page(4, "\"other\": 1"))).isEqualTo(Evidence.ABSENT_NEXT_POSITION);
  }

  @Test
  void anAbsentPositionOnAFullPageIsLookedIntoByASmallerPage() {
    EndOfScan scan = scan("cursor", p -> {});
    String proof = next(scan, page(10, "\"other\": 1")).orElseThrow();
    assertThat(scan.at(target(), Optional.of(proof)).url()).hasQuery("limit=9");
    assertThat(next(scan, page(9, "\"next_cursor\": \"a\""))).as("and goes on").contains("a");
    assertThat(proof(scan, page(1, "\"other\": 1"))).isEqualTo(Evidence.ABSENT_NEXT_POSITION);
    assertThat(walked.rows()).as("no row counts twice").isEqualTo(10);
    assertThat(known.places()).as("and never again").contains("next $['next_cursor']");
  }

  @ParameterizedTest
  @CsvSource({"limit, 9", "variables.first, 9", "page_size, 9", "count, 9"})
  void aSmallerPageIsAskedForInTheBodyOfAPostToo(String field, long smaller) {
    EndOfScan scan = scan("cursor", p -> p.setCursorParam("body:after"));
    Target post =
        new Target(
                "POST",
                URI.create("http://api.example/search"),
                Map.of(),
                Optional.of(JsonNodeFactory.instance.objectNode()))
            .withBodyField(field, "10");
    String proof = next(scan, post, page(10, "\"other\": 1")).orElseThrow();
    assertThat(scan.at(post, Optional.of(proof)).body().orElseThrow())
        .isEqualTo(post.withBodyField(field, "" + smaller).body().orElseThrow());
  }

  @Test
  void aSmallerPageWithoutAPositionShowsThatThePlaceIsWrong() {
    EndOfScan scan = scan("cursor", p -> {});
    next(scan, page(10, "\"other\": 1"));
    assertIncomplete(scan, page(9, "\"other\": 1"), "$['next_cursor']", "9 rows", "nextCursor");
  }

  @Test
  void aPlaceThatWasNeverFoundIsNoEndWhenNobodyKnowsHowManyRowsAPageHas() {
    EndOfScan scan = scan("cursor", p -> p.setCursorParam("after"));
    Target unsized = new Target("GET", URI.create("http://api.example/items"), Map.of(), none());
    assertIncomplete(scan, unsized, page(3, "\"other\": 1"), "never seen", "limit=100", "pageSize");
    assertThat(proof(scan, unsized, page(3, "\"total\": 3")))
        .as("the API itself says all")
        .isEqualTo(Evidence.ABSENT_NEXT_POSITION);
  }

  @Test
  void aShortPageProvesWhatAPlaceThatWasNeverFoundDoesNot() {
    assertThat(proof(scan("cursor", p -> {}), page(3, "\"other\": 1")))
        .isEqualTo(Evidence.ABSENT_NEXT_POSITION);
    assertThat(proof(scan("link", p -> {}), page(0, "\"other\": 1")))
        .isEqualTo(Evidence.ABSENT_NEXT_POSITION);
  }

  @Test
  void aRoundNumberOfRowsMayBeAPageThatTheServerCut() {
    EndOfScan scan = scan("cursor", p -> {});
    Target greedy =
        new Target("GET", URI.create("http://api.example/items?limit=1000"), Map.of(), none());
    String proof = next(scan, greedy, page(100, "\"other\": 1")).orElseThrow();
    assertThat(scan.at(greedy, Optional.of(proof)).url()).hasQuery("limit=99");
  }

  @ParameterizedTest
  @CsvSource({"total, 24", "lastPage, 2"})
  void aNumberIsNotBelievedOnAPageAsLargeAsTheOneBeforeItWhereNobodyKnowsHowLargeOneIs(
      String name, int number) {
    EndOfScan scan =
        scan(
            "page",
            p -> {
              if (name.equals("total")) {
                p.setTotal("$.number");
              } else {
                p.setLastPage("$.number");
              }
            });
    Target unsized = new Target("GET", URI.create("http://api.example/items"), Map.of(), none());
    next(scan, unsized, page(12, "\"number\": " + number));
    assertThat(next(scan, unsized, page(12, "\"number\": " + number))).contains("3");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "\"meta\": {\"next\": \"/p2\"}; meta.next",
        "\"links\": [{\"rel\": \"next\", \"href\": \"/p2\"}]; links",
        "\"has_more\": true; has_more",
        "\"pageInfo\": {\"hasNextPage\": true}; hasNextPage",
        "\"done\": false; done",
        "\"continue\": {\"offset\": 3}; continue",
        "\"@odata.nextLink\": \"x\"; nextLink",
        "\"nextPageToken\": \"t\"; nextPageToken",
        "\"IsTruncated\": \"true\"; IsTruncated",
        "\"end_cursor\": \"t\"; end_cursor"
      })
  void aSignOfMoreThatNobodyDeclaredIsNoEndUnlessItIsTakenAsMeaningless(String sign, String name) {
    for (String kind : List.of("none", "link", "next-url", "keyset")) {
      EndOfScan scan = scan(kind, p -> {});
      assertIncomplete(scan, page(kind.equals("keyset") ? 0 : 3, sign), name, "ignoreSigns");
    }
    String last = name.equals("nextLink") ? "@odata.nextLink" : name;
    EndOfScan deaf = new EndOfScan(rules("none", List.of(last), p -> {}));
    assertThat(proof(deaf, page(3, sign))).isEqualTo(Evidence.SINGLE_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"has_more\": false, \"next\": \"/p2\"",
        "\"prev_cursor\": \"x\", \"previous\": \"/p0\"",
        "\"start_cursor\": \"x\", \"current_cursor\": \"y\"",
        "\"cursor\": \"10\"",
        "\"next\": null, \"nextPage\": \"\", \"next_cursor\": false",
        "\"next_update_at\": \"2025-01-01\"",
        "\"last\": true, \"first\": true",
        "\"total\": 3, \"pages\": 1"
      })
  void whatOnlyLooksLikeOneIsNone(String sign) {
    assertThat(proof(scan("none", p -> {}), page(3, sign))).isEqualTo(Evidence.SINGLE_ANSWER);
  }

  @Test
  void aCountThatNobodyDeclaredIsANote() {
    EndOfScan scan = scan("none", p -> {});
    assertThat(judge(scan, target(), page(3, "\"count\": 40")).notes())
        .singleElement()
        .asString()
        .contains("count: 40", "3 rows", "ignoreSigns: count");
  }

  @Test
  void aCountOfPagesThatNobodyDeclaredIsANoteWherePagesAreCounted() {
    EndOfScan scan = scan("page", p -> {});
    next(scan, page(7, "\"total_pages\": 3"));
    assertThat(judge(scan, target(), page(0, "\"total_pages\": 3")).notes())
        .singleElement()
        .asString()
        .contains("total_pages: 3", "7 rows", "ignoreSigns: total_pages");
  }

  @Test
  void asManyRowsAsWereAskedForWithoutPagingIsANote() {
    EndOfScan scan = scan("none", p -> {});
    assertThat(judge(scan, target(), page(10, "\"x\": 1")).notes())
        .singleElement()
        .asString()
        .contains("as many rows came as path asks for, 10", "pagination");
    assertThat(judge(scan, target(), page(9, "\"x\": 1")).notes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "next-url", "keyset"})
  void aLinkHeaderThatNobodyFollowsIsNoEnd(String kind) {
    EndOfScan scan = scan(kind, p -> {});
    Response page = page(kind.equals("keyset") ? 0 : 3, "\"next\": null");
    Map<String, String> link = Map.of("link", "<http://api.example/items?page=2>; rel=\"next\"");
    assertIncomplete(
        scan, new Response(URL, link, page.body(), page.records()), "Link", "pagination: link");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "cursor", "link", "next-url", "keyset"})
  void aDeclaredTotalThatIsLargerThanWhatCameIsNoEndOfAnyKind(String kind) {
    EndOfScan scan = scan(kind, p -> p.setTotal("$.total"));
    assertIncomplete(
        scan, page(kind.equals("keyset") ? 0 : 3, "\"total\": 4"), "total $['total'] says 4");
  }

  @Test
  void aTotalThatChangedDuringTheScanIsToldApart() {
    EndOfScan scan = scan("cursor", p -> p.setTotal("$.total"));
    next(scan, page(10, "\"next_cursor\": \"a\", \"total\": 12"));
    assertThat(proof(scan, page(2, "\"total\": 15"))).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"page, 2, 3", "offset, 10, 20"})
  void anEmptyPageIsPassedWhileTheTotalSaysMore(String kind, String second, String third) {
    EndOfScan scan = scan(kind, p -> p.setTotal("$.total"));
    assertThat(next(scan, page(10, "\"total\": 25"))).contains(second);
    assertThat(next(scan, page(0, "\"total\": 25")))
        .as("once more")
        .hasValueSatisfying(this::isProof);
    assertThat(next(scan, page(0, "\"total\": 25"))).contains(third);
    for (int empty = 0; empty < 9; empty++) {
      next(scan, page(0, "\"total\": 25"));
    }
    assertIncomplete(scan, page(0, "\"total\": 25"), "says 25 records", "after 10 rows");
  }

  @Test
  void anEmptyPageIsPassedWhileAnotherPageIsTheLast() {
    EndOfScan scan = scan("page", p -> p.setLastPage("$.pages"));
    next(scan, page(7, "\"pages\": 3"));
    assertThat(next(scan, page(0, "\"pages\": 3")))
        .as("once more")
        .hasValueSatisfying(this::isProof);
    assertThat(next(scan, page(0, "\"pages\": 3"))).contains("3");
    assertThat(proof(scan, page(2, "\"pages\": 3"))).isEqualTo(Evidence.LAST_PAGE);
  }

  @Test
  void aPlaceThatNeverSaidMoreIsCheckedByAskingForTheNextPage() {
    EndOfScan scan = scan("page", p -> p.setLastPage("$.page"));
    assertThat(next(scan, page(10, "\"page\": 1"))).as("it may be the page itself").contains("2");
    assertThat(walked.proving()).isPresent();
    assertThat(next(scan, page(10, "\"page\": 2"))).contains("3");
    assertThat(proof(scan, page(0, "\"page\": 3"))).isNotNull();
    assertThat(walked.rows()).isEqualTo(20);
  }

  @Test
  void aShortPageEndsAWalkOnlyOnceAFullOneWasSeen() {
    EndOfScan scan = scan("page", p -> p.setPageSize(1000));
    assertThat(next(scan, page(100, "\"x\": 1"))).as("cut by the server").contains("2");
    assertThat(next(scan, page(60, "\"x\": 1"))).contains("3");
    assertThat(proof(scan, page(0, "\"x\": 1"))).isEqualTo(Evidence.EMPTY_PAGE);

    EndOfScan sized = scan("page", p -> p.setPageSize(10));
    next(sized, page(10, "\"x\": 1"));
    assertThat(proof(sized, page(4, "\"x\": 1"))).isEqualTo(Evidence.SHORT_PAGE);
    assertThat(proof(sized, page(5, "\"x\": 1"))).as("remembered").isEqualTo(Evidence.SHORT_PAGE);
  }

  @Test
  void anInclusiveKeysetOfAListShorterThanAPageEndsWithItsLastValue() {
    EndOfScan scan =
        scan(
            "keyset",
            p -> {
              p.setKeysetBoundary("inclusive");
              p.setPageSize(10);
            });
    assertThat(next(scan, page(1, 3, "\"x\": 1"))).as("no full page was seen").contains("3");
    assertThat(proof(scan, page(3, 1, "\"x\": 1"))).isEqualTo(Evidence.EMPTY_PAGE);
  }

  @Test
  void moreThatIsDeclaredAndNoPositionIsAContradiction() {
    EndOfScan scan = scan("cursor", p -> p.setHasMore("$.more"));
    assertIncomplete(
        scan, page(3, "\"more\": true, \"next_cursor\": null"), "hasMore $['more']", "nextCursor");
  }

  @Test
  void aRecordsPathThatNeverHadARecordWhileAnotherListHasSomeIsWrong() {
    EndOfScan scan = scan("none", p -> {});
    assertIncomplete(scan, page(0, "\"items\": [{\"id\": 1}]"), "list at items", "records");
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset", "cursor"})
  void aPageThatCameBeforeAtAnotherPlaceIsNoPage(String kind) {
    EndOfScan scan = scan(kind, p -> p.setTotal("$.total"));
    next(scan, page(100, 10, "\"total\": 42, \"next_cursor\": \"a\""));
    next(scan, page(200, 10, "\"total\": 42, \"next_cursor\": \"b\""));
    next(scan, page(300, 10, "\"total\": 42, \"next_cursor\": \"c\""));
    Response again = page(200, 10, "\"total\": 42, \"next_cursor\": \"d\"");
    assertIncomplete(scan, again, "the records of a page before it");
    assertThat(next(scan, page(400, 10, "\"total\": 42, \"next_cursor\": \"d\""))).isPresent();
  }

  @Test
  void aPageOfAnotherCursorIsKnownThoughRecordsWentFromIt() {
    EndOfScan scan = scan("cursor", p -> p.setTotal("$.total"));
    String more = "\"total\": 40, \"next_cursor\": \"a\"";
    next(scan, page(1, 10, more));
    assertIncomplete(
        scan, page(3, 10, "\"total\": 38, \"next_cursor\": \"b\""), "holds the records of a page");
    assertThat(next(scan, page(9, 10, "\"total\": 38, \"next_cursor\": \"b\"")))
        .as("few of them are no page")
        .contains("b");
  }

  @ParameterizedTest
  @CsvSource({"1, 9", "2, 9", "1, 7", "3, 8"})
  void recordsThatComeAgainWhileTheListGrowsDoNotMakeUpTheTotal(int first, int rows) {
    EndOfScan scan = scan("cursor", p -> p.setTotal("$.total"));
    next(scan, page(1, 10, "\"total\": 12, \"next_cursor\": \"a\""));
    assertIncomplete(scan, page(first, rows, "\"total\": 13"), "total $['total'] says 13 records");
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 8, 9})
  void recordsThatMostOfAPageWasPushedOnByDoNotKeepAScanFromItsEnd(int pushed) {
    EndOfScan scan = scan("cursor", p -> p.setTotal("$.total"));
    String total = "\"total\": " + (15 + pushed);
    next(scan, page(1, 10, "\"total\": 15, \"next_cursor\": \"a\""));
    next(scan, page(11 - pushed, 10, total + ", \"next_cursor\": \"b\""));
    assertThat(proof(scan, page(21 - pushed, pushed - 5, total)))
        .isEqualTo(Evidence.ABSENT_NEXT_POSITION);
    assertThat(walked.rows()).as("each counts once").isEqualTo(15);
  }

  @Test
  void aListThatGrewInFrontPushesRecordsOn() {
    EndOfScan scan = scan("cursor", p -> p.setTotal("$.total"));
    next(scan, page(1, 10, "\"total\": 40, \"next_cursor\": \"a\""));
    assertThat(next(scan, page(3, 10, "\"total\": 48, \"next_cursor\": \"b\""))).contains("b");
  }

  @Test
  void theFirstPageIsKnownHoweverManyCameSince() {
    EndOfScan scan = scan("page", p -> {});
    next(scan, page(0, 3, "\"x\": 1"));
    for (int i = 1; i < 200; i++) {
      next(scan, page(10 * i, 3, "\"x\": 1"));
    }
    assertIncomplete(scan, page(0, 3, "\"x\": 1"), "page 201", "the records of a page before it");
    assertThat(walked.seam().last()).as("what the checkpoint keeps").hasSizeLessThan(50);
  }

  @Test
  void aPageThatCameBeforeIsTheEndWhereItIsLookedForOnceAnotherOneCame() {
    EndOfScan scan = scan("page", p -> p.setLastPage("$.page"));
    next(scan, page(100, 10, "\"page\": 1"));
    assertThat(walked.proving()).as("it may be the page itself").isPresent();
    Response first = page(100, 10, "\"page\": 1");
    assertIncomplete(scan, first, "repeatedPageEnds", "may ignore", "pageParam", "now page");
    known = known.with(Set.of("another page"));
    assertThat(proof(scan, first)).isEqualTo(Evidence.REPEATED_PAGE);
  }

  @Test
  void aFirstPageThatComesAgainIsTheEndWhereThatIsDeclaredAndSomethingElseSaysSo() {
    EndOfScan told =
        scan(
            "page",
            p -> {
              p.setTotal("$.all");
              p.setRepeatedPageEnds(true);
            });
    next(told, page(100, 10, "\"all\": 10"));
    assertThat(proof(told, page(100, 10, "\"all\": 10"))).isEqualTo(Evidence.REPEATED_PAGE);

    EndOfScan sized =
        scan(
            "page",
            p -> {
              p.setPageSize(15);
              p.setRepeatedPageEnds(true);
            });
    next(sized, page(100, 10, "\"x\": 1"));
    assertIncomplete(sized, page(100, 10, "\"x\": 1"), "may ignore the parameter");
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 12})
  void aFirstPageThatIsCutAndComesAgainIsNoEndThoughItChangedMeanwhile(int rows) {
    EndOfScan scan = scan("page", p -> p.setPageSize(15));
    next(scan, page(100, rows, "\"x\": 1"));
    assertIncomplete(scan, page(100, rows, "\"x\": 1"), "may ignore the parameter");
    assertThat(next(scan, page(99, rows, "\"x\": 1"))).as("pushed on").isPresent();
    assertIncomplete(scan, page(99, rows, "\"x\": 1"), "may ignore the parameter");
    assertThat(next(scan, page(200, rows, "\"x\": 1"))).isPresent();
    assertThat(proof(scan, page(200, rows, "\"x\": 1"))).isEqualTo(Evidence.REPEATED_PAGE);
  }

  @Test
  void aTotalThatIsReachedWithRecordsThatCameTwiceIsNoEnd() {
    EndOfScan scan =
        scan(
            "offset",
            p -> {
              p.setOverlap(4);
              p.setTotal("$.total");
            });
    next(scan, page(0, 10, "\"total\": 16"));
    assertThat(position).contains("6");
    assertThat(next(scan, page(0, 10, "\"total\": 16"))).as("another request's").contains("12");
    assertThat(next(scan, page(6, 10, "\"total\": 16"))).contains("18");
    assertThat(next(scan, page(0, 0, "\"total\": 16"))).as("beyond the end").contains("10");
    assertThat(proof(scan, page(10, 6, "\"total\": 16"))).isEqualTo(Evidence.TOTAL);
  }

  @Test
  void aListThatHadRecordsAndIsEmptyNowIsANoteInAScanForEverything() {
    EndOfScan scan = scan("none", p -> {});
    proof(scan, page(3, "\"x\": 1"));
    walked = Walked.NOTHING;
    Told empty = scan.tell(page(0, "\"x\": 1"), target(), none(), none());
    assertThat(scan.judge(empty, walked, known).notes()).as("just nothing new").isEmpty();
    assertThat(scan.judge(empty.ofWhole(true), walked, known).notes())
        .singleElement()
        .asString()
        .contains("no record came", "$['data']", "ignoreSigns: records");
    assertThat(scan.judge(empty.ofWhole(true), walked, Known.NOTHING).notes()).isEmpty();
    EndOfScan deaf = new EndOfScan(rules("none", List.of("records"), p -> {}));
    assertThat(deaf.judge(empty.ofWhole(true), walked, known).notes()).isEmpty();
  }

  @Test
  void aPositionThatIsNullWhereNoneEverStoodIsLookedIntoOnAFullPage() {
    EndOfScan scan = scan("cursor", p -> p.setNextCursor("$.before"));
    String proof = next(scan, page(10, "\"before\": null, \"a\": \"x\"")).orElseThrow();
    assertThat(scan.at(target(), Optional.of(proof)).url()).hasQuery("limit=9");
    assertIncomplete(scan, page(9, "\"before\": null, \"a\": \"x\""), "$['before']", "9 rows");
    assertThat(proof(scan, page(10, "\"before\": null")))
        .as("where the API gives as many as it likes, nothing is cut")
        .isEqualTo(Evidence.NO_NEXT_POSITION);
  }

  @Test
  void anotherPositionIsNoEndWhereNobodyKnowsHowManyRowsAPageHas() {
    EndOfScan scan = scan("cursor", p -> p.setNextCursor("$.before"));
    Target silent = new Target("GET", URI.create("http://api.example/i"), Map.of(), none());
    assertIncomplete(scan, silent, page(25, "\"before\": null, \"after\": \"t3\""), "after: t3");
    assertThat(proof(scan, silent, page(25, "\"before\": null")))
        .isEqualTo(Evidence.NO_NEXT_POSITION);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"error\": {\"message\": \"timeout\"}",
        "\"errors\": [\"shard 3\"]",
        "\"timed_out\": true",
        "\"_shards\": {\"total\": 5, \"successful\": 4, \"failed\": 1}",
        "\"success\": false",
        "\"request_status\": {\"type\": \"incomplete\", \"incomplete_reason\": \"limit\"}",
        "\"queryStatus\": \"PARTIAL\"",
        "\"errorMessage\": \"busy\""
      })
  void aFailureThatAnAnswerTellsOfBesideItsListIsNoEnd(String failure) {
    for (String kind : List.of("none", "page", "cursor", "keyset")) {
      for (int rows : List.of(0, 4)) {
        assertIncomplete(scan(kind, p -> {}), page(rows, failure), "ignoreSigns", "errorBody");
      }
      assertIncomplete(
          scan(kind, p -> {}), page(10, failure + ", \"next_cursor\": \"a\""), "may lack some");
    }
    String name = failure.replaceAll("^\"|\".*$", "");
    EndOfScan deaf = new EndOfScan(rules("none", List.of(name), p -> {}));
    assertThat(proof(deaf, page(4, failure))).isEqualTo(Evidence.SINGLE_ANSWER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"error\": null",
        "\"error\": 0",
        "\"errors\": []",
        "\"error\": {\"code\": 0, \"message\": \"OK\"}",
        "\"timed_out\": false",
        "\"_shards\": {\"total\": 5, \"successful\": 5, \"failed\": 0}",
        "\"success\": true",
        "\"request_status\": {\"type\": \"complete\"}",
        "\"request_status\": null",
        "\"error\": \"\""
      })
  void aPlaceForFailuresThatHoldsNoneIsNothing(String field) {
    assertThat(proof(scan("none", p -> {}), page(4, field))).isEqualTo(Evidence.SINGLE_ANSWER);
  }

  @Test
  void anEmptyPageAfterAFullOneIsAskedForOnceMore() {
    for (String kind : List.of("page", "offset", "keyset")) {
      EndOfScan scan = scan(kind, p -> p.setTotal("$.total"));
      next(scan, page(10, "\"x\": 1"));
      String again = next(scan, page(0, "\"x\": 1")).orElseThrow();
      assertThat(scan.at(target(), Optional.of(again)).url().getQuery())
          .as("as it was")
          .isEqualTo(
              scan.at(target(), Optional.of(again.replaceFirst(".*@", ""))).url().getQuery());
      next(scan, page(10, "\"x\": 1"));
      assertThat(walked.rows()).as("a slip loses nothing").isEqualTo(20);
      next(scan, page(0, "\"x\": 1"));
      assertThat(proof(scan, page(0, "\"x\": 1"))).isEqualTo(Evidence.EMPTY_PAGE);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"first\": false, \"number\": 1",
        "\"has_previous\": true",
        "\"links\": {\"prev\": \"/items?page=0\"}"
      })
  void aFirstPageThatHasOneBeforeItIsNotTheFirst(String sign) {
    assertIncomplete(scan("page", p -> {}), page(10, sign), "set firstPage: 0", "ignoreSigns");
    EndOfScan right = scan("page", p -> p.setFirstPage(0));
    assertThat(next(right, page(10, sign))).contains("1");
    assertThat(next(right, page(10, sign))).as("as on any page after it").contains("2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"first\": true", "\"previous\": null", "\"prev_page\": 0"})
  void aFirstPageThatSaysSoIsTheFirst(String sign) {
    assertThat(next(scan("page", p -> {}), page(10, sign))).contains("2");
  }

  @Test
  void anEmptyPageAfterAShortOneNeedsNoSecondLook() {
    EndOfScan scan = scan("page", p -> {});
    next(scan, page(10, "\"x\": 1"));
    next(scan, page(4, "\"x\": 1"));
    assertThat(proof(scan, page(0, "\"x\": 1"))).isEqualTo(Evidence.EMPTY_PAGE);
  }

  @Test
  void anEmptyPageThatNamesANextOneIsAskedForOnceMoreAndNoted() {
    EndOfScan scan = scan("cursor", p -> {});
    next(scan, page(10, "\"next_cursor\": \"a\""));
    assertThat(next(scan, page(0, "\"next_cursor\": \"b\""))).hasValueSatisfying(this::isProof);
    assertThat(next(scan, page(10, "\"next_cursor\": \"b\""))).as("a slip").contains("b");
    next(scan, page(0, "\"next_cursor\": \"c\""));
    assertThat(next(scan, page(0, "\"next_cursor\": \"c\""))).contains("c");
    assertThat(judge(scan, target(), page(4, "\"next_cursor\": null")).notes())
        .singleElement()
        .asString()
        .contains("1 pages had no rows", "ignoreSigns: emptyPages");
  }

  @Test
  void anEmptyPageThatIsAskedForToConfirmTheEndAndDoesIsNotNoted() {
    EndOfScan scan = scan("cursor", p -> p.setHasMore("$.more"));
    Target silent = new Target("GET", URI.create("http://api.example/i"), Map.of(), none());
    assertThat(next(scan, silent, page(7, "\"more\": false, \"next_cursor\": \"a\"")))
        .contains("a");
    Verdict end = judge(scan, silent, page(0, "\"more\": false, \"next_cursor\": \"a\""));
    assertThat(end.proof()).contains(Evidence.NO_MORE);
    assertThat(end.notes()).isEmpty();
  }

  @Test
  void anEmptyPageThatSaysTheEndWhereMoreWasToComeIsNoted() {
    EndOfScan scan = scan("cursor", p -> p.setHasMore("$.more"));
    Target silent = new Target("GET", URI.create("http://api.example/i"), Map.of(), none());
    next(scan, silent, page(7, "\"more\": true, \"next_cursor\": \"a\""));
    Verdict end = judge(scan, silent, page(0, "\"more\": false, \"next_cursor\": \"b\""));
    assertThat(end.notes()).singleElement().asString().contains("1 pages had no rows");
  }

  private void isProof(String text) {
    assertThat(text).startsWith("caravan-proof:0:");
  }

  @ParameterizedTest
  @CsvSource({"page, 2, 3", "offset, 10, 20"})
  void aTotalThatIsCutAtABoundIsNoEndOnAFullPage(String kind, String second, String third) {
    EndOfScan scan = scan(kind, p -> p.setTotal("$.total"));
    assertThat(next(scan, page(10, "\"total\": 20"))).contains(second);
    assertThat(next(scan, page(10, "\"total\": 20"))).contains(third);
    next(scan, page(10, "\"total\": 20"));
    next(scan, page(3, "\"total\": 20"));
    assertThat(proof(scan, page(0, "\"total\": 20"))).isEqualTo(Evidence.TOTAL);
    assertThat(walked.rows()).isEqualTo(33);
  }

  @Test
  void pagesThatAreCutSmallerWithinAScanNeitherReachATotalNorAreShort() {
    EndOfScan scan = scan("page", p -> p.setPageSize(100));
    next(scan, page(100, "\"x\": 1"));
    assertThat(next(scan, page(50, "\"x\": 1"))).contains("3");
    EndOfScan counted = scan("page", p -> p.setTotal("$.total"));
    Target large =
        new Target("GET", URI.create("http://api.example/i?limit=100"), Map.of(), none());
    next(counted, large, page(100, "\"total\": 187"));
    next(counted, large, page(47, "\"total\": 187"));
    assertThat(next(counted, large, page(47, "\"total\": 187")))
        .as("more came than there are")
        .contains("4");
  }

  @Test
  void aFlagThatIsAboutSomethingElseIsNoEndInALaterScanEither() {
    EndOfScan scan = scan("page", p -> p.setHasMore("$.has_previous"));
    next(scan, page(10, "\"has_previous\": false"));
    next(scan, page(10, "\"has_previous\": true"));
    walked = Walked.NOTHING;
    position = none();
    assertThat(next(scan, page(10, "\"has_previous\": false"))).contains("2");
  }

  @Test
  void aCountOfThePageProvesNothingAboutTheList() {
    EndOfScan scan = scan("cursor", p -> {});
    assertThat(next(scan, page(10, "\"count\": 10")))
        .hasValueSatisfying(text -> assertThat(text).startsWith("caravan-proof:9:"));
    assertThat(proof(scan("cursor", p -> {}), page(10, "\"total_count\": 10")))
        .isEqualTo(Evidence.ABSENT_NEXT_POSITION);
  }

  @Test
  void aNextPositionThatIsMissingForOnceIsAskedForAgainWhereNoSizeIsKnown() {
    EndOfScan scan = scan("cursor", p -> {});
    Target silent = new Target("GET", URI.create("http://api.example/i"), Map.of(), none());
    next(scan, silent, page(30, "\"next_cursor\": \"a\""));
    String again = next(scan, silent, page(30, "\"x\": 1")).orElseThrow();
    isProof(again);
    assertThat(next(scan, silent, page(30, "\"next_cursor\": \"b\""))).contains("b");
    next(scan, silent, page(30, "\"x\": 1"));
    assertThat(proof(scan, silent, page(30, "\"x\": 1"))).isEqualTo(Evidence.ABSENT_NEXT_POSITION);
  }

  @Test
  void aSizeThatTheApiDoesNotTakeProvesNoPlaceThatWasNeverFound() {
    for (String response : List.of("\"other\": 1", "\"next_cursor\": null")) {
      EndOfScan scan = scan("cursor", p -> {});
      next(scan, page(10, response));
      assertThat(scan.pastTheEnd(position, true)).contains(400);
      Told refused =
          scan.tell(
              new Response(URL, Map.of(), null, List.of()),
              scan.at(target(), position),
              position,
              Optional.of(Evidence.STATUS));
      if (response.contains("null")) {
        assertThat(scan.judge(refused, walked, known).proof()).contains(Evidence.STATUS);
      } else {
        assertThatThrownBy(() -> scan.judge(refused, walked, known))
            .isInstanceOf(IncompleteScanException.class);
      }
    }
  }

  @Test
  void stepsByTheLimitGoByTheRowsUntilTheApiShowsThatItFilters() {
    EndOfScan cut = scan("offset", EndOfScanTest::byLimit);
    assertThat(next(cut, page(7, "\"x\": 1"))).contains("7");
    assertThat(next(cut, page(7, "\"x\": 1"))).contains("14");
    assertThat(next(cut, page(7, "\"x\": 1"))).as("an API that cuts pages").contains("21");
    assertThat(next(cut, page(13, "\"x\": 1")))
        .as("more than a page, so some twice")
        .contains("31");
    EndOfScan filters = scan("offset", EndOfScanTest::byLimit);
    next(filters, page(1, 7, "\"x\": 1"));
    assertThat(next(filters, page(6, 7, "\"x\": 1"))).as("6 and 7 came again").contains("17");
    assertThat(known.places()).contains("filtered pages");
  }

  @Test
  void pagesThatAreCutWhereTheScanStepsOverMoreAreRefused() {
    EndOfScan scan =
        scan(
            "offset",
            p -> {
              p.setOffsetStep("limit");
              p.setPageSize(100);
            });
    known = known.with(Set.of("filtered pages"));
    next(scan, page(50, "\"x\": 1"));
    assertIncomplete(
        scan, page(50, "\"x\": 1"), "50 rows", "pageSize says 100", "set pageSize to 50");
    assertThat(next(scan, page(47, "\"x\": 1"))).as("what a filter left").isPresent();
  }

  private static void byLimit(PagingParameters paging) {
    paging.setOffsetStep("limit");
    paging.setPageSize(10);
  }

  @Test
  void aTotalThatBrokeDownDuringTheScanIsSaid() {
    EndOfScan scan = scan("cursor", p -> p.setTotal("$.total"));
    next(scan, page(10, "\"total\": 40, \"next_cursor\": \"a\""));
    assertThat(judge(scan, target(), page(0, "\"total\": 0, \"next_cursor\": null")).notes())
        .singleElement()
        .asString()
        .contains("from 40 to 0", "10 rows");
  }

  @Test
  void aPageOfRecordsFromBeforeTheSeamJoinsNothingAndIsNoWayToTheTotal() {
    EndOfScan scan = overlapping();
    next(scan, page(1, 10, "\"total\": 19"));
    next(scan, page(7, 10, "\"total\": 19"));
    assertThat(position).contains("12");
    assertThat(next(scan, page(3, 7, "\"total\": 19"))).as("a step back").contains("4");
    assertThat(next(scan, page(5, 10, "\"total\": 19"))).contains("10");
    assertThat(proof(scan, page(11, 9, "\"total\": 19"))).isEqualTo(Evidence.TOTAL);
  }

  @Test
  void aPageOfAnotherRequestIsNoEndThoughARecordOfItChangedMeanwhile() {
    EndOfScan scan = overlapping();
    next(scan, page(1, 10, "\"total\": 19"));
    next(scan, page(7, 10, "\"total\": 19"));
    Response changed =
        response(
            "{\"data\": [{\"id\": 3}, {\"id\": 4}, {\"id\": 5}, {\"id\": 6}, {\"id\": 7},"
                + " {\"id\": 8}, {\"id\": 9, \"name\": \"new\"}], \"total\": 19}");
    assertThat(next(scan, changed)).as("a step back").contains("4");
    assertThat(next(scan, page(5, 10, "\"total\": 19"))).contains("10");
    assertThat(proof(scan, page(11, 9, "\"total\": 19"))).isEqualTo(Evidence.TOTAL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ':',
      value = {"1,2,4,5,6,7: 0", "1,2,3,5,6,8: 0", "2,3,4,5,6,7,8: 9"})
  void aPageOfAnotherRequestIsNoEndThoughSomeOfItCameNearTheBorder(String ids, String next) {
    EndOfScan scan = overlapping();
    next(scan, page(1, 10, "\"total\": 12"));
    assertThat(next(scan, response("{\"data\": [" + objects(ids) + "], \"total\": 12}")))
        .contains(next);
  }

  @Test
  void aFirstPageOfAnotherRequestIsNoticedAtTheEndByTheTotal() {
    EndOfScan scan = overlapping();
    next(scan, page(5, 10, "\"total\": 14"));
    assertThat(position).contains("6");
    assertThat(next(scan, page(7, 8, "\"total\": 14"))).as("the scan begins again").contains("0");
    next(scan, page(1, 10, "\"total\": 14"));
    assertThat(proof(scan, page(7, 8, "\"total\": 14"))).isEqualTo(Evidence.TOTAL);
  }

  @Test
  void recordsThatComeInFrontDuringTheScanNeedNotCome() {
    EndOfScan scan = overlapping();
    next(scan, page(1, 10, "\"total\": 14"));
    next(scan, page(5, 10, "\"total\": 16"));
    assertThat(proof(scan, page(11, 4, "\"total\": 16"))).isEqualTo(Evidence.TOTAL);
  }

  @Test
  void aPageOfAnotherRequestBringsTheScanNoNearerToTheEnd() {
    EndOfScan scan = overlapping();
    next(scan, page(1, 10, "\"total\": 16"));
    next(scan, response("{\"data\": [" + objects("1,2,3,5,6,7") + "], \"total\": 16}"));
    assertThat(position).contains("8");
    next(scan, response("{\"data\": [" + objects("1,2,3,5,6,7,8,9") + "], \"total\": 16}"));
    assertThat(position).as("the scan begins again").contains("0");
  }

  private static String objects(String ids) {
    return Stream.of(ids.split(",")).map("{\"id\": %s}"::formatted).collect(joining(","));
  }

  @Test
  void recordsThatComeInFrontPushAPageOfKnownOnesOnToTheNext() {
    EndOfScan scan = overlapping();
    next(scan, page(1, 10, "\"total\": 15"));
    assertThat(next(scan, page(1, 10, "\"total\": 21"))).contains("12");
    assertThat(proof(scan, page(7, 9, "\"total\": 21"))).isEqualTo(Evidence.TOTAL);
  }

  private EndOfScan overlapping() {
    return scan(
        "offset",
        paging -> {
          paging.setOverlap(4);
          paging.setTotal("$.total");
        });
  }

  @ParameterizedTest
  @CsvSource({"page, true", "offset, true", "cursor, false", "link, false", "next-url, false"})
  void aStatusEndsOnlyWhatIsNumberedAndNeverItsFirstPage(String kind, boolean ends) {
    EndOfScan scan = scan(kind, p -> p.setEndStatus("404"));
    assertThat(scan.pastTheEnd(Optional.of("2"), false).contains(404)).isEqualTo(ends);
    assertThat(scan.pastTheEnd(Optional.empty(), false)).isEmpty();
  }

  @Test
  void anOffsetMustShowOnceThatItCountsRecords() {
    EndOfScan scan = scan("offset", p -> {});
    assertThat(next(scan, page(1, 10, "\"x\": 1"))).as("at the last record").contains("9");
    assertThat(next(scan, page(10, 10, "\"x\": 1"))).as("10 came again").contains("19");
    next(scan, page(20, 4, "\"x\": 1"));
    assertThat(proof(scan, page(0, "\"x\": 1"))).isEqualTo(Evidence.EMPTY_PAGE);
    assertThat(walked.rows()).as("none counts twice").isEqualTo(23);
    walked = Walked.NOTHING;
    position = Optional.empty();
    assertThat(next(scan, page(1, 10, "\"x\": 1"))).as("in later scans").contains("10");
  }

  @Test
  void aListOfOnePageShowsItByItsLastRecord() {
    EndOfScan scan = scan("offset", p -> {});
    assertThat(next(scan, page(1, 7, "\"x\": 1"))).contains("6");
    assertThat(next(scan, page(7, 1, "\"x\": 1"))).contains("7");
    assertThat(proof(scan, page(0, "\"x\": 1"))).isEqualTo(Evidence.EMPTY_PAGE);
    assertThat(walked.rows()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 4})
  void pagesOfOneRecordNeedNotShowIt(int records) {
    EndOfScan scan = scan("offset", p -> {});
    for (int i = 1; i <= records; i++) {
      assertThat(next(scan, page(1, "\"x\": 1"))).contains("" + i);
    }
    assertThat(proof(scan, page(0, "\"x\": 1"))).isEqualTo(Evidence.EMPTY_PAGE);
  }

  @Test
  void anOffsetOfAListThatGrowsInFrontShowsIt() {
    EndOfScan scan = scan("offset", p -> {});
    next(scan, page(1, 10, "\"x\": 1"));
    assertThat(next(scan, page(7, 10, "\"x\": 1"))).as("three came in front").contains("19");
    assertThat(walked.seam().pushed()).isTrue();
    next(scan, page(17, 4, "\"x\": 1"));
    assertThat(proof(scan, page(0, "\"x\": 1"))).isEqualTo(Evidence.EMPTY_PAGE);
  }

  @Test
  void anOffsetThatCountsPagesIsNoEnd() {
    EndOfScan scan = scan("offset", p -> p.setOffsetParam("p"));
    next(scan, page(1, 10, "\"x\": 1"));
    assertThat(next(scan, page(81, 10, "\"x\": 1"))).as("page 9").contains("18");
    next(scan, page(0, "\"x\": 1"));
    assertIncomplete(scan, page(0, "\"x\": 1"), "pagination: page", "pageParam: p", "overlap");
  }

  @Test
  void anOffsetThatCountsPagesIsNoWayToAnOldPageEither() {
    EndOfScan scan = scan("offset", p -> p.setOffsetParam("p"));
    next(scan, page(1, 10, "\"x\": 1"));
    Response skipped = page(81, 10, "\"x\": 1");
    Told old =
        scan.tell(skipped, scan.at(target(), position), position, Optional.of(Evidence.OLD_PAGE));
    assertThatThrownBy(() -> scan.judge(old.differing(), walked, known))
        .isInstanceOf(IncompleteScanException.class)
        .hasMessageContaining("pageParam: p");
  }

  @Test
  void aPageThatCountsRecordsIsRefused() {
    EndOfScan scan = scan("page", p -> p.setPageParam("skip"));
    next(scan, page(2, 10, "\"x\": 1"));
    next(scan, page(3, 10, "\"x\": 1"));
    assertIncomplete(scan, page(4, 10, "\"x\": 1"), "by one record", "offsetParam: skip");
    assertThat(next(scan, page(9, 10, "\"x\": 1"))).as("a list that grows in front").isPresent();

    EndOfScan small = scan("page", p -> {});
    next(small, page(2, 6, "\"x\": 1"));
    next(small, page(3, 5, "\"x\": 1"));
    assertIncomplete(small, page(4, 4, "\"x\": 1"), "by one record", "offsetParam: page");
  }

  @Test
  void aKeysetWhoseParameterIsIgnoredSaysSoHoweverShortThePage() {
    EndOfScan scan =
        scan(
            "keyset",
            p -> {
              p.setKeysetBoundary("inclusive");
              p.setPageSize(100);
            });
    next(scan, page(1, 10, "\"x\": 1"));
    assertThatThrownBy(() -> judge(scan, target(), page(1, 10, "\"x\": 1")))
        .isInstanceOf(PagingException.class)
        .hasMessageContainingAll("the API ignores since_id", "keysetParam");
  }

  private Optional<String> next(EndOfScan scan, Response response) {
    return next(scan, target(), response);
  }

  private Optional<String> next(EndOfScan scan, Target target, Response response) {
    Verdict verdict = judge(scan, target, response);
    assertThat(verdict.proof()).isEmpty();
    position = verdict.next();
    walked = verdict.walked();
    return verdict.next();
  }

  private Evidence proof(EndOfScan scan, Response response) {
    return proof(scan, target(), response);
  }

  private Evidence proof(EndOfScan scan, Target target, Response response) {
    Verdict verdict = judge(scan, target, response);
    assertThat(verdict.next()).isEmpty();
    assertThat(verdict.notes()).isEmpty();
    walked = verdict.walked();
    return verdict.proof().orElseThrow();
  }

  private void assertIncomplete(EndOfScan scan, Response response, String... said) {
    assertIncomplete(scan, target(), response, said);
  }

  private void assertIncomplete(EndOfScan scan, Target target, Response response, String... said) {
    assertThatThrownBy(() -> judge(scan, target, response))
        .isInstanceOf(IncompleteScanException.class)
        .hasMessageContainingAll(said);
  }

  private Verdict judge(EndOfScan scan, Target target, Response response) {
    Told told = scan.tell(response, scan.at(target, position), position, Optional.empty());
    Verdict verdict = scan.judge(position.isPresent() ? told.differing() : told, walked, known);
    known = verdict.known();
    return verdict;
  }

  private EndOfScan scan(String kind, Consumer<PagingParameters> more) {
    walked = Walked.NOTHING;
    known = Known.NOTHING;
    position = Optional.empty();
    return new EndOfScan(rules(kind, List.of(), more));
  }

  private static Rules rules(String kind, List<String> ignored, Consumer<PagingParameters> more) {
    PagingParameters paging = new PagingParameters();
    paging.setKind(kind);
    more.accept(paging);
    return new Rules(
        paging.toPagination(), paging.declared(), new JsonPathTo("records", "$.data"), ignored);
  }

  /** A page of records that no other page has. */
  private Response page(int rows, String fields) {
    int from = ids;
    ids += rows;
    return page(from, rows, fields);
  }

  private static Response response(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    Object body = ResponseBody.read(bytes, "application/json", BodyFormat.JSON, new Api());
    return new Response(URL, Map.of(), body, (List<?>) ((Map<?, ?>) body).get("data"));
  }

  private static Response page(int from, int rows, String fields) {
    List<String> records =
        IntStream.range(from, from + rows).mapToObj(id -> "{\"id\": " + id + "}").toList();
    return response("{\"data\": " + records + ", " + fields + "}");
  }

  private static Target target() {
    return new Target("GET", URL, Map.of(), none());
  }

  private static <T> Optional<T> none() {
    return Optional.empty();
  }
}
