package dev.caravan.traps;

import static dev.caravan.testing.TableAssert.assertTable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.sandbox.fault.AnswerFault;
import dev.caravan.sandbox.fault.Fault;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.state.CheckpointChanges;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What APIs do with their pages, for the kinds of paging besides cursors. Forty items on four pages
 * of ten.
 */
@Timeout(30)
class PagingKindsTrapsTest extends PullTest {
  private final OtherServer other = OtherServer.start();

  @AfterEach
  void closeOther() {
    other.close();
  }

  @ParameterizedTest
  @CsvSource({
    "page, /pages;end=repeat/items?per_page=10, $.data",
    "page, /wordpress;end=repeat/items?per_page=10, $",
    "offset, /offset;end=repeat/items?limit=10, $.records"
  })
  void aLastPageThatRepeatsForEverFailsUntilItIsDeclaredAsTheEnd(
      String kind, String path, String records) throws Exception {
    String[] parameters = {"pagination", kind, "path", path, "records", records};

    String error = assertFailed(run(api(), items(parameters)));

    assertThat(error).contains("same records as the page before").contains("repeatedPageEnds");
    // An offset shows first that it counts records, which moves the pages.
    assertThat(pagesRequested()).hasSizeBetween(5, 7);
    assertThat(count("items")).isEqualTo(40);

    assertComplete(run(api(), items(and(parameters, "repeatedPageEnds", "true"))));
    assertThat(sandbox.traffic().requests()).hasSizeLessThanOrEqualTo(9);
    assertItemsComplete();
    assertLedgersBalance();
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset"})
  void anEmptyPageEndsAScanWhoseApiSaysNoMoreAndACountBesideItIsNoted(String kind)
      throws Exception {
    sandbox.faults().on("items").page(3).emptyPage();

    assertComplete(run(api(), items(silent(kind))));

    assertThat(pagesRequested()).as("and once more").containsExactly(1, 2, 3, 3);
    // Of an offset the last record comes again, which shows that it counts records.
    long came = kind.equals("offset") ? 19 : 20;
    assertThat(count("items")).isEqualTo(came);
    assertThat(lastRun("items").get("notes")).asString().contains("total: 40", came + " rows came");
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset"})
  void anIgnoredPageParameterIsNamedAndNoAdviceLosesRows(String kind) throws Exception {
    String[] ignored = and(kind(kind), kind.equals("page") ? "pageParam" : "offsetParam", "pg");

    assertThat(assertFailed(run(api(), items(ignored))))
        .contains("ignores the parameter", "now pg")
        .doesNotContain("repeatedPageEnds");
    new CheckpointChanges(database).reset("items");

    String error =
        assertIncomplete(
            run(
                api(),
                items(
                    and(
                        silent(kind),
                        "ignoreSigns",
                        "total, pages",
                        "repeatedPageEnds",
                        "true",
                        kind.equals("page") ? "pageParam" : "offsetParam",
                        "pg"))));
    assertThat(error).contains("may ignore the parameter");
  }

  @ParameterizedTest
  @CsvSource({"page, 10", "page, 12", "offset, 10", "offset, 12"})
  void anIgnoredPageParameterBehindACutPageIsNoEndEither(String kind, int cut) throws Exception {
    try (MovingList list = new MovingList(40)) {
      String[] wrong = {
        "path",
        "/" + kind + "?limit=" + cut,
        "pagination",
        kind,
        "pageSize",
        "15",
        kind + "Param",
        "p"
      };
      RunOutcome outcome = run(api("baseUrl", list.url()), items(wrong));
      assertThat(outcome.state()).as("%s", outcome).isNotEqualTo(RunState.COMPLETE);
      assertThat(outcome.error().orElseThrow()).contains("ignore", kind + "Param");
    }
  }

  @Test
  void anIgnoredKeysetParameterIsNamed() throws Exception {
    assertThat(assertFailed(run(api(), items(and(kind("keyset"), "keysetParam", "since")))))
        .contains("the API ignores since", "keysetParam");
  }

  @Test
  void aStatusPastTheEndEndsAWalkOnlyWhereThatIsDeclared() throws Exception {
    String[] silent =
        and(silent("page"), "path", "/pages;end=error;total=missing/items?per_page=10");

    assertThat(assertFailed(run(api(), items(silent)))).contains("404", "endStatus: 404");

    assertComplete(run(api(), items(and(silent, "endStatus", "404"))));
    assertItemsComplete();
  }

  @Test
  void aStatusPastTheEndIsNoEndOfAnyOtherPageAndNotAgainstATotal() throws Exception {
    String[] walk = and(silent("page"), "endStatus", "404");
    AnswerFault first = sandbox.faults().on("items").page(1).respond(404);
    assertFailed(run(api(), items(walk)));
    first.off();

    sandbox.faults().on("items").page(3).respond(404);
    assertThat(assertIncomplete(run(api(), items(and(walk, "total", "$.meta.total")))))
        .contains("says 40 records", "20 rows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset"})
  void exactlyOneFullPageIsCheckedByTheNextOneEvenWhereThatIsRefused(String kind) throws Exception {
    String[] one = and(kind(kind), "path", value(kind(kind), "path").replace("=10", "=40"));
    if (kind.equals("page")) {
      one = and(one, "path", "/wordpress/items?per_page=40", "records", "$", "lastPage");
      one = and(one, "header:X-WP-TotalPages", "total", "header:X-WP-Total");
    }

    assertComplete(run(api(), items(one)));
    assertThat(lastRun("items")).containsEntry("notes", null);
    assertItemsComplete();
  }

  @Test
  void aFilterInRecordsNeitherEndsNorStepsAScan() throws Exception {
    for (String kind : List.of("page", "offset", "keyset")) {
      String[] all = kind(kind);
      String records = value(all, "records") + "[?(@.id > 25)]";
      assertComplete(run(api(), items(and(all, "records", records))));
      assertThat(count("items")).as(kind).isEqualTo(15);
      sql.update("delete from items");
      sandbox.traffic().clear();
    }
  }

  @Test
  void anEmptyPageIsNoEndWhereTheApiSaysMore() throws Exception {
    sandbox.faults().on("items").page(3).emptyPage();

    assertThat(assertIncomplete(run(api(), items(silent("keyset"))))).contains("has_more: true");
    assertThat(checkpoint("items").position()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "next-url"})
  void anEmptyPageWithALinkIsNotTheEnd(String kind) throws Exception {
    sandbox.faults().on("items").page(2).emptyPage();

    assertComplete(run(api(), items(kind(kind))));

    assertThat(pagesRequested()).as("and once more").containsExactly(1, 2, 2, 3, 4);
    assertThat(count("items")).isEqualTo(30);
    assertThat(lastRun("items").get("notes")).asString().contains("1 pages had no rows");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "false", "\"  \""})
  void aNextUrlThatIsEmptyOrFalseEndsTheScan(String url) throws Exception {
    sandbox.faults().on("items").page(2).nextCursor(url);

    assertComplete(run(api(), items(variant(kind("next-url"), "more=missing"))));

    assertThat(pagesRequested()).containsExactly(1, 2);
    assertThat(checkpoint("items").scan()).isEmpty();
  }

  @Test
  void anEmptyNextUrlIsNoEndWhereTheApiSaysThatItIsNotDone() throws Exception {
    Fault fault = sandbox.faults().on("items").page(2).nextCursor("\"\"");

    assertThat(assertIncomplete(run(api(), items(kind("next-url"))))).contains("done: false");

    fault.off();
    assertComplete(run(api(), items(kind("next-url"))));
    assertItemsComplete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"link", "next-url"})
  void aMissingLinkEndsTheScan(String kind) throws Exception {
    sandbox.faults().on("items").page(2).noNextCursor();

    assertComplete(run(api(), items(kind(kind))));

    assertThat(pagesRequested()).containsExactly(1, 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cursor", "link", "next-url", "offset", "page"})
  void aPageThatIsShortBecauseTheApiFiltersLateIsNotTheEnd(String kind) throws Exception {
    String[] parameters = kind(kind);
    String path = value(parameters, "path").replace("/items", ";filter=late/items");
    if (kind.equals("page")) {
      // The total counts what the late filter takes out, too.
      parameters = and(silent(kind), "lastPage", "$.meta.pages", "ignoreSigns", "total");
    }
    String[] step = kind.equals("offset") ? new String[] {"offsetStep", "limit"} : new String[0];

    assertComplete(
        run(
            api(),
            items(
                and(
                    and(parameters, step),
                    "path",
                    "RAW(" + path + "&status=paid)",
                    "pageSize",
                    kind.equals("offset") ? "10" : "0"))));

    // Steps by the limit go by the rows until the API shows that it filters.
    int most = kind.equals("offset") ? 6 : 4;
    assertThat(pagesRequested()).startsWith(1, 2, 3, 4).hasSizeLessThanOrEqualTo(most);
    assertOnlyPaid();
  }

  @ParameterizedTest
  @CsvSource({
    "page, total=missing, 6",
    "page, total=text, 5",
    "offset, total=missing, 6",
    "offset, total=text, 5",
    "keyset, more=missing, 6",
    "keyset, more=text, 4"
  })
  void aScanEndsRightWhenTheEndIsNotToldOrAsText(String kind, String variant, int requests)
      throws Exception {
    assertComplete(run(api(), items(variant(kind(kind), variant))));

    assertThat(pagesRequested()).hasSize(requests);
    assertThat(lastRun("items")).containsEntry("notes", null);
    assertItemsComplete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset"})
  void aTotalThatChangesDuringAScanIsNotedInTheRun(String kind) throws Exception {
    assertComplete(run(api(), items(variant(kind(kind), "total=changing"))));

    assertThat(lastRun("items").get("notes"))
        .asString()
        .contains("total changed during the scan from 40 to 41");
    assertItemsComplete();
  }

  @Test
  void rowsThatGoBetweenOffsetPagesMakeNoneMissingWithAnOverlap() throws Exception {
    Map<String, JsonNode> before = sandbox.expected("items", LIMIT);
    sandbox.faults().on("items").page(1).times(1).thenRemove(3);

    assertComplete(run(api(), items(and(kind("offset"), "overlap", "3"))));

    assertTable(database.dataSource(), "items").holds(before);
    assertThat(lastRun("items").get("notes")).asString().contains("from 40 to 37");
    assertLedgersBalance();
  }

  @Test
  void rowsThatComeBetweenOffsetPagesMakeNoneMissing() throws Exception {
    sandbox.faults().on("items").page(2).times(1).thenInsert(7);

    assertComplete(run(api(), items(kind("offset"))));

    assertThat(count("items")).isEqualTo(47);
    assertItemsComplete();
  }

  @ParameterizedTest
  @CsvSource({
    "link, absolute",
    "link, path",
    "link, sibling",
    "link, query",
    "link, network",
    "next-url, absolute",
    "next-url, path",
    "next-url, sibling",
    "next-url, query",
    "next-url, network"
  })
  void linksOfEveryFormAreFollowedAndNoFilterIsSentTwice(String kind, String form)
      throws Exception {
    String[] parameters = variant(kind(kind), "links=" + form);

    assertComplete(
        run(
            api(),
            items(and(parameters, "path", "RAW(" + value(parameters, "path") + "&status=paid)"))));

    List<SeenRequest> requests = sandbox.traffic().requests("items");
    assertThat(requests).hasSizeGreaterThan(1);
    for (SeenRequest request : requests) {
      assertThat(Arrays.stream(request.query().split("&")).map(pair -> pair.split("=")[0]))
          .as(request.query())
          .doesNotHaveDuplicates()
          .contains("status");
    }
    assertOnlyPaid();
  }

  @ParameterizedTest
  @CsvSource({
    "link, bearerToken",
    "link, apiKeyHeader",
    "link, apiKeyQuery",
    "next-url, bearerToken",
    "next-url, apiKeyHeader",
    "next-url, apiKeyQuery"
  })
  void aLinkToAnotherOriginIsRefusedUntilItIsAllowedAndNeverGetsCredentials(
      String kind, String credential) throws Exception {
    leadElsewhere(kind);
    String route = items(kind.equals("link") ? kind("link") : headerLinks());

    String error = assertFailed(run(apiWith(credential), route));

    assertThat(error).contains(other.url(), "another origin", "allowedOrigins");
    assertThat(other.requests()).isEmpty();
    assertThat(sandbox.traffic().requests()).hasSize(1);

    assertComplete(run(apiWith(credential, "allowedOrigins", other.url()), route));
    assertThat(other.requests())
        .singleElement()
        .asString()
        .startsWith("GET /more?page=2\n")
        .doesNotContain(TOKEN)
        .doesNotContain(java.net.URLEncoder.encode(TOKEN, java.nio.charset.StandardCharsets.UTF_8))
        .doesNotContainIgnoringCase("authorization");
    assertThat(sql.queryForList("select name from items where id = 9001", String.class))
        .containsExactly("from elsewhere");
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset", "keyset", "link", "next-url"})
  void aRedirectIsRefusedAndNothingGoesThere(String kind) throws Exception {
    sandbox.faults().on("items").page(2).redirectTo(other.url() + "/more");

    String error = assertFailed(run(api("allowedOrigins", other.url()), items(kind(kind))));

    assertThat(error).contains("302", "redirects to " + other.url() + "/more");
    assertThat(other.requests()).isEmpty();
    assertThat(pagesRequested()).containsExactly(1, 2);
    assertThat(count("items")).isEqualTo(10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"page", "offset", "keyset", "link", "next-url"})
  void aScanOverItsPageLimitPausesAndTheNextRunGoesOnThere(String kind) throws Exception {
    String[] limited = and(kind(kind), "maxPages", "3");

    assertThat(run(api(), items(limited)).state()).isEqualTo(RunState.PAUSED);
    assertThat(pagesRequested()).containsExactly(1, 2, 3);
    assertThat(lastRun("items")).containsEntry("state", "paused").containsEntry("pages", 3L);

    assertComplete(run(api(), items(limited)));
    assertThat(pagesRequested()).startsWith(1, 2, 3, 4);
    assertThat(checkpoint("items").scan()).isEmpty();
    assertItemsComplete();
  }

  /** The first page's link leads to the other server. */
  private void leadElsewhere(String kind) {
    String url = other.url() + "/more?page=2";
    if (kind.equals("link")) {
      sandbox.faults().on("items").page(1).header("Link", "<" + url + ">; rel=\"next\"");
    } else {
      sandbox.faults().on("items").page(1).header("X-Next", url);
    }
  }

  private static String[] headerLinks() {
    return and(kind("link"), "pagination", "next-url", "nextUrl", "header:X-Next", "records", "$");
  }

  private String apiWith(String credential, String... more) {
    String[] proof =
        switch (credential) {
          case "apiKeyHeader" -> new String[] {"apiKey", TOKEN, "apiKeyHeader", "X-Api-Key"};
          case "apiKeyQuery" -> new String[] {"apiKey", TOKEN, "apiKeyQuery", "api_key"};
          default -> new String[0];
        };
    return api(and(proof, more));
  }

  private void assertOnlyPaid() {
    Map<String, JsonNode> expected = sandbox.expected("items", LIMIT);
    expected.values().removeIf(item -> !item.get("status").asText().equals("paid"));
    assertThat(expected).hasSizeBetween(5, 20);
    assertTable(database.dataSource(), "items").holds(expected);
  }

  /** A stream whose API says where its end is. */
  private static String[] kind(String kind) {
    String parameters =
        switch (kind) {
          case "cursor" -> "path /cursor/items?limit=10";
          case "page" ->
              "path /pages/items?per_page=10 records $.data lastPage $.meta.pages total"
                  + " $.meta.total";
          case "offset" -> "path /offset/items?limit=10 records $.records total $.total";
          case "keyset" -> "path /since/items?limit=10 records $.data hasMore $.has_more";
          case "link" -> "path /github/items?per_page=10 records $";
          case "next-url" ->
              "path /salesforce/items?limit=10 records $.records nextUrl $.nextRecordsUrl";
          default -> throw new IllegalArgumentException(kind);
        };
    return and(parameters.split(" "), "pagination", kind);
  }

  /** A stream whose API says nothing of its end. */
  private static String[] silent(String kind) {
    String[] all = kind(kind);
    return new String[] {
      "pagination", kind, "path", value(all, "path"), "records", value(all, "records")
    };
  }

  private static String[] variant(String[] parameters, String variant) {
    return and(
        parameters, "path", value(parameters, "path").replace("/items", ";" + variant + "/items"));
  }

  private static String value(String[] parameters, String name) {
    return parameters[Arrays.asList(parameters).lastIndexOf(name) + 1];
  }

  private static String[] and(String[] parameters, String... more) {
    String[] all = Arrays.copyOf(parameters, parameters.length + more.length);
    System.arraycopy(more, 0, all, parameters.length, more.length);
    return all;
  }
}
