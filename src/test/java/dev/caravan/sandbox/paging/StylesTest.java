package dev.caravan.sandbox.paging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.pull.paging.PagingParameters;
import dev.caravan.sandbox.PullWalk;
import dev.caravan.sandbox.Sandbox;
import dev.caravan.sandbox.SandboxOptions;
import dev.caravan.sandbox.ShopClient;
import dev.caravan.sandbox.http.Json;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StylesTest {
  private static Sandbox sandbox;
  private static ShopClient client;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.start(SandboxOptions.defaults().withCounts(130, 90, 60));
    client = new ShopClient(sandbox);
  }

  @AfterAll
  static void close() {
    sandbox.close();
  }

  static Stream<Style> styles() {
    return Stream.of(
        new Style("cursor", "limit=20", "$.data", p -> p.setKind("cursor")),
        new Style(
            "hubspot",
            "limit=20",
            "$.results",
            p -> {
              p.setKind("cursor");
              p.setCursorParam("after");
              p.setNextCursor("$.paging.next.after");
            }),
        new Style(
            "header-cursor",
            "limit=20",
            "$",
            p -> {
              p.setKind("cursor");
              p.setCursorParam("header:X-Cursor");
              p.setNextCursor("header:X-Next-Cursor");
            }),
        new Style(
            "wordpress",
            "per_page=20",
            "$",
            p -> {
              p.setKind("page");
              p.setLastPage("header:X-WP-TotalPages");
            }),
        new Style(
            "pages",
            "per_page=20",
            "$.data",
            p -> {
              p.setKind("page");
              p.setLastPage("$.meta.pages");
            }),
        new Style(
            "pages;first=0;total=missing",
            "per_page=20",
            "$.data",
            p -> {
              p.setKind("page");
              p.setFirstPage(0);
            }),
        new Style(
            "offset",
            "limit=20",
            "$.records",
            p -> {
              p.setKind("offset");
              p.setTotal("$.total");
            }),
        new Style(
            "stripe",
            "limit=20",
            "$.data",
            p -> {
              p.setKind("keyset");
              p.setKeysetParam("starting_after");
              p.setKeysetOrder("desc");
              p.setHasMore("$.has_more");
            }),
        new Style("since;more=missing", "limit=20", "$.data", p -> p.setKind("keyset")),
        new Style(
            "changes",
            "limit=20",
            "$.data",
            p -> {
              p.setKind("keyset");
              p.setKeysetParam("updated_since");
              p.setKeysetField("updated_at");
              p.setTieParam("after_id");
              p.setTieField("id");
              p.setHasMore("$.has_more");
            }),
        new Style("github", "per_page=20", "$", p -> p.setKind("link")),
        new Style("github;links=path", "per_page=20", "$", p -> p.setKind("link")),
        new Style("github;links=sibling", "per_page=20", "$", p -> p.setKind("link")),
        new Style("github;links=query", "per_page=20", "$", p -> p.setKind("link")),
        new Style("github;links=network", "per_page=20", "$", p -> p.setKind("link")),
        new Style(
            "salesforce",
            "limit=20",
            "$.records",
            p -> {
              p.setKind("next-url");
              p.setNextUrl("$.nextRecordsUrl");
            }),
        new Style(
            "zendesk",
            "page[size]=20",
            "$.COLLECTION",
            p -> {
              p.setKind("next-url");
              p.setNextUrl("$.links.next");
              p.setHasMore("$.meta.has_more");
            }));
  }

  @ParameterizedTest
  @MethodSource("styles")
  void givesEveryRecordOnceInEveryStyle(Style style) {
    for (String collection : sandbox.shop().collections()) {
      List<JsonNode> records = style.walk(collection, "").records();

      assertThat(records)
          .containsExactlyInAnyOrderElementsOf(sandbox.shop().expected(collection).values());
    }
  }

  @ParameterizedTest
  @MethodSource("styles")
  void filtersInEveryStyle(Style style) {
    Instant after = Instant.parse("2025-02-01T00:00:00Z");
    Instant before = Instant.parse("2025-03-15T00:00:00Z");
    List<JsonNode> records =
        style.walk("items", "updated_after=" + after + "&updated_before=" + before).records();

    assertThat(records)
        .hasSizeGreaterThan(40)
        .containsExactlyInAnyOrderElementsOf(
            sandbox.shop().expected("items").values().stream()
                .filter(each -> updatedAt(each).isAfter(after) && updatedAt(each).isBefore(before))
                .toList());
  }

  @ParameterizedTest
  @MethodSource("styles")
  void ordersByTimeInEveryStyleThatHasNoOrderOfItsOwn(Style style) {
    if (style.name().matches("(stripe|since|changes).*")) {
      return;
    }
    Style ascending = style.with(";order=asc");
    Style descending = style.with(";order=desc");
    List<JsonNode> oldestFirst = ascending.walk("orders", "").records();
    List<JsonNode> newestFirst = descending.walk("orders", "").records();

    assertThat(oldestFirst.stream().map(StylesTest::updatedAt)).isSorted().hasSize(90);
    List<JsonNode> turned = new ArrayList<>(newestFirst);
    Collections.reverse(turned);
    assertThat(turned).isEqualTo(oldestFirst);
  }

  @ParameterizedTest
  @ValueSource(strings = {"items", "orders", "customers"})
  void takesCursorsInAJsonBody(String collection) {
    PullWalk walk =
        PullWalk.post(
            sandbox.url() + "/notion/" + collection,
            "{\"page_size\": 20, \"updated_after\": \"2025-02-01T00:00:00Z\"}",
            "$.results",
            p -> {
              p.setKind("cursor");
              p.setCursorParam("body:start_cursor");
              p.setHasMore("$.has_more");
            });

    assertThat(walk.records())
        .containsExactlyElementsOf(
            sandbox.shop().expected(collection).values().stream()
                .filter(each -> updatedAt(each).isAfter(Instant.parse("2025-02-01T00:00:00Z")))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"items", "orders", "customers"})
  void givesABookmarkWithEveryAnswerOfCouchdb(String collection) {
    PullWalk walk =
        PullWalk.post(
            sandbox.url() + "/couchdb/" + collection + "/_find",
            "{\"selector\": {\"updated_at\": {\"$gt\": \"2025-02-01T00:00:00Z\"}}, \"limit\": 20}",
            "$.docs",
            p -> {
              p.setKind("cursor");
              p.setCursorParam("body:bookmark");
              p.setNextCursor("$.bookmark");
              p.setEmptyPageEnds(true);
            });

    List<List<JsonNode>> pages = walk.pages();
    assertThat(pages.get(pages.size() - 1)).isEmpty();
    assertThat(pages.stream().flatMap(List::stream))
        .containsExactlyElementsOf(
            sandbox.shop().expected(collection).values().stream()
                .filter(each -> updatedAt(each).isAfter(Instant.parse("2025-02-01T00:00:00Z")))
                .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"items", "orders", "customers"})
  void answersGraphqlConnections(String collection) {
    String query =
        "query($first: Int, $after: String) { "
            + collection
            + "(first: $first, after: $after) { nodes pageInfo { endCursor hasNextPage } } }";
    PullWalk walk =
        PullWalk.post(
            sandbox.url() + "/graphql",
            Json.object()
                .put("query", query)
                .<ObjectNode>set(
                    "variables",
                    Json.object().put("first", 20).put("updatedAfter", "2025-02-01T00:00:00Z"))
                .toString(),
            "$.data." + collection + ".nodes",
            p -> {
              p.setKind("cursor");
              p.setCursorParam("body:variables.after");
              p.setNextCursor("$.data." + collection + ".pageInfo.endCursor");
              p.setHasMore("$.data." + collection + ".pageInfo.hasNextPage");
            });

    assertThat(walk.records())
        .containsExactlyElementsOf(
            sandbox.shop().expected(collection).values().stream()
                .filter(each -> updatedAt(each).isAfter(Instant.parse("2025-02-01T00:00:00Z")))
                .toList());
  }

  @Test
  void pagesTheLinesOfAnOrderInEveryStyle() {
    Map<String, JsonNode> expected = sandbox.shop().expectedLines();
    List<JsonNode> lines =
        sandbox.shop().expected("orders").keySet().stream()
            .flatMap(
                id ->
                    PullWalk.get(
                        sandbox.url() + "/github/orders/" + id + "/lines?per_page=2",
                        "$",
                        p -> p.setKind("link"))
                        .records()
                        .stream())
            .toList();

    assertThat(lines).hasSizeGreaterThan(90).containsExactlyElementsOf(expected.values());
    assertThat(client.json("/orders/O-000001/lines?limit=1").get("data")).hasSize(1);
    assertThat(client.get("/orders/O-999999/lines").statusCode()).isEqualTo(404);
  }

  @Test
  void refusesUnknownStylesVariantsAndMethods() {
    HttpResponse<String> variant = client.get("/pages;total=wrong/items");

    assertThat(client.get("/nostyle/items").statusCode()).isEqualTo(404);
    assertThat(variant.statusCode()).isEqualTo(400);
    assertThat(variant.body()).contains("total=wrong").contains("changing");
    assertThat(client.get("/notion/items").statusCode()).isEqualTo(405);
    assertThat(client.post("/graphql", "{\"query\": \"{ shops }\"}").statusCode()).isEqualTo(404);
  }

  private static Instant updatedAt(JsonNode record) {
    return Instant.parse(record.get("updated_at").asText());
  }

  /** A style and the pull parameters that read it. */
  record Style(String name, String limit, String records, Consumer<PagingParameters> parameters) {
    Style with(String variant) {
      return new Style(name + variant, limit, records, parameters);
    }

    PullWalk walk(String collection, String filter) {
      String key = sandbox.shop().keyField(collection);
      String query = limit.replace("[", "%5B").replace("]", "%5D");
      return PullWalk.get(
          sandbox.url() + "/" + name + "/" + collection + "?" + query + "&" + filter,
          records.replace("COLLECTION", collection),
          parameters.andThen(
              p -> {
                p.setKeysetField(name.startsWith("changes") ? "updated_at" : key);
                if (name.startsWith("changes")) {
                  p.setTieField(key);
                }
              }));
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
