package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.fault.Fault;
import dev.caravan.sandbox.http.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StyleVariantsTest {
  private final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withCounts(100, 40, 20));
  private final ShopClient client = new ShopClient(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void saysTotalsInHeadersAndRefusesPagesBeyondTheLast() {
    HttpResponse<String> last = client.get("/wordpress/items?page=4&per_page=30");

    assertThat(last.headers().firstValue("X-WP-Total")).hasValue("100");
    assertThat(last.headers().firstValue("X-WP-TotalPages")).hasValue("4");
    assertThat(Json.parse(last.body())).hasSize(10);
    assertThat(client.get("/wordpress/items?page=5&per_page=30").statusCode()).isEqualTo(400);
    assertThat(client.get("/pages;end=error/items?page=5&per_page=30").statusCode()).isEqualTo(404);
    assertThat(client.json("/pages/items?page=5&per_page=30").get("data")).isEmpty();
  }

  @Test
  void repeatsTheLastPageForEver() {
    JsonNode last = client.json("/pages;end=repeat/items?page=4&per_page=30").get("data");

    assertThat(last).hasSize(10);
    assertThat(client.json("/pages;end=repeat/items?page=5&per_page=30").get("data"))
        .isEqualTo(last);
    assertThat(client.json("/pages;end=repeat/items?page=900&per_page=30").get("data"))
        .isEqualTo(last);
    assertThat(client.json("/offset;end=repeat/items?offset=5000&limit=30").get("records"))
        .isEqualTo(last);
  }

  @Test
  void countsPagesFromZero() {
    JsonNode first = client.json("/pages;first=0/items?page=0&per_page=30");

    assertThat(first.at("/meta/page").asInt(-1)).isZero();
    assertThat(first.at("/data/0/id").asInt()).isEqualTo(1);
    assertThat(client.json("/pages;first=0/items?page=3&per_page=30").get("data")).hasSize(10);
    assertThat(client.get("/pages/items?page=0").statusCode()).isEqualTo(400);
  }

  @Test
  void leavesTotalsOutChangesThemOrWritesThemAsText() {
    JsonNode missing = client.json("/pages;total=missing/items").get("meta");
    JsonNode text = client.json("/pages;total=text/items").get("meta");

    assertThat(missing.has("total") || missing.has("pages")).isFalse();
    assertThat(text.get("total").textValue()).isEqualTo("100");
    assertThat(client.json("/offset;total=changing/items?limit=30").get("total").asInt())
        .isEqualTo(100);
    assertThat(client.json("/offset;total=changing/items?limit=30&offset=30").get("total").asInt())
        .isEqualTo(101);
    assertThat(client.json("/stripe;more=text/items").get("has_more").textValue())
        .isEqualTo("false");
    assertThat(client.json("/stripe;more=missing/items").has("has_more")).isFalse();
  }

  @Test
  void filtersAfterPagingSoThatPagesComeOutShort() {
    String path = "/offset;filter=late/items?limit=25&status=paid&offset=";
    List<JsonNode> found = new ArrayList<>();
    for (int offset = 0; offset < 100; offset += 25) {
      JsonNode page = client.json(path + offset);
      assertThat(page.get("records").size()).isBetween(1, 24);
      assertThat(page.get("total").asInt()).isEqualTo(100);
      page.get("records").forEach(found::add);
    }

    assertThat(found)
        .containsExactlyElementsOf(
            sandbox.shop().expected("items").values().stream()
                .filter(each -> each.get("status").asText().equals("paid"))
                .toList());
  }

  @Test
  void removesRowsBetweenPagesSoThatOffsetsMissSome() {
    Fault removal = sandbox.faults().on("items").page(1).times(1).thenRemove(3);
    JsonNode first = client.json("/offset/items?limit=10");
    JsonNode second = client.json("/offset/items?limit=10&offset=10");

    assertThat(ids(first.get("records"))).startsWith(1, 2, 3).endsWith(10);
    assertThat(ids(second.get("records"))).startsWith(14);
    assertThat(removal.fired()).isEqualTo(1);
    assertThat(sandbox.shop().expected("items")).hasSize(97).doesNotContainKey("1");
  }

  @Test
  void keepsKeysetsAndCursorsInPlaceWhenRowsGo() {
    sandbox.faults().on("items").page(1).thenRemove(10);
    client.json("/stripe/items?limit=10");

    assertThat(ids(client.json("/stripe/items?limit=10&starting_after=91").get("data")))
        .startsWith(90);
    String next = client.json("/items?limit=10").get("next_cursor").asText();
    assertThat(ids(client.json("/items?limit=10&cursor=" + next).get("data"))).startsWith(11);
  }

  @Test
  void changesRecordsBetweenPagesSoThatTheyComeAgain() {
    sandbox.faults().on("items").page(1).times(1).thenUpdate(2);
    String path = "/cursor;order=asc/items?limit=90";
    JsonNode first = client.json(path);
    JsonNode second = client.json(path + "&cursor=" + first.get("next_cursor").asText());

    assertThat(second.get("data")).hasSize(12);
    assertThat(ids(second.get("data"))).containsAll(ids(first.get("data")).subList(0, 2));
  }

  @Test
  void breaksTiesByTheKey() {
    Instant same = Instant.parse("2025-09-01T00:00:00Z");
    for (String id : List.of("9", "10", "11")) {
      sandbox.shop().update("items", id, same, node -> node.put("status", "tied"));
    }
    String since = "/items?updated_since=" + same;

    assertThat(ids(client.json("/changes" + since).get("data"))).isEmpty();
    assertThat(ids(client.json("/changes;bounds=inclusive" + since).get("data")))
        .containsExactly(9, 10, 11);
    assertThat(ids(client.json("/changes" + since + "&after_id=9").get("data")))
        .containsExactly(10, 11);
    assertThat(ids(client.json("/changes;bounds=inclusive" + since + "&after_id=10").get("data")))
        .containsExactly(10, 11);
  }

  @Test
  void takesBoundsInclusivelyAndTimesAsNumbers() {
    Instant newest = Instant.parse("2025-09-01T00:00:00Z");
    sandbox.shop().update("items", "7", newest, node -> node.put("status", "late"));
    long epoch = newest.getEpochSecond();

    assertThat(client.json("/items?updated_after=" + newest).get("data")).isEmpty();
    assertThat(ids(inclusive("", newest.toString()))).containsExactly(7);
    assertThat(ids(inclusive(";time=epoch", "" + epoch))).containsExactly(7);
    assertThat(ids(inclusive(";time=epoch-ms", epoch + "000"))).containsExactly(7);
    assertThat(client.get("/cursor;time=epoch/items?updated_after=" + newest).statusCode())
        .isEqualTo(400);
    assertThat(ids(client.json("/items?since_id=98").get("data"))).containsExactly(99, 100);
  }

  @Test
  void writesTheTimeInOtherFormsToo() {
    JsonNode item = client.json("/pages;stamps/items").at("/data/0");
    Instant updatedAt = Instant.parse(item.get("updated_at").asText());

    assertThat(item.get("updated_epoch").longValue()).isEqualTo(updatedAt.getEpochSecond());
    assertThat(item.get("updated_epoch_ms").longValue()).isEqualTo(updatedAt.toEpochMilli());
    assertThat(item.get("updated_date").asText()).isEqualTo(updatedAt.toString().substring(0, 10));
  }

  @Test
  void linksInEveryForm() {
    String url = sandbox.url();
    Map<String, String> forms =
        Map.of(
            "absolute",
            url + "/github;links=absolute/items?per_page=30&status=paid&page=2",
            "path",
            "/github;links=path/items?per_page=30&status=paid&page=2",
            "sibling",
            "items?per_page=30&status=paid&page=2",
            "query",
            "?per_page=30&status=paid&page=2",
            "network",
            url.substring(5) + "/github;links=network/items?per_page=30&status=paid&page=2",
            "foreign",
            "http://localhost:"
                + sandbox.port()
                + "/github;links=foreign/items?per_page=30&status=paid&page=2");
    sandbox.shop().expected("items").keySet().stream()
        .limit(50)
        .forEach(id -> sandbox.shop().update("items", id, node -> node.put("status", "paid")));

    forms.forEach(
        (form, link) ->
            assertThat(link("/github;links=" + form + "/items?per_page=30&status=paid&api_key=x"))
                .startsWith("<" + link + ">; rel=\"next\", <")
                .endsWith(">; rel=\"last\"")
                .doesNotContain("api_key"));
  }

  @Test
  void givesAnAbsoluteUrlEvenAfterTheLastPage() {
    JsonNode page = client.json("/zendesk/orders?page%5Bsize%5D=100");
    String next = page.at("/links/next").asText();

    assertThat(page.at("/meta/has_more").booleanValue()).isFalse();
    assertThat(next).startsWith(sandbox.url() + "/zendesk/orders?page%5Bsize%5D=100");
    assertThat(client.json(next.substring(sandbox.url().length())).get("orders")).isEmpty();
  }

  @Test
  void writesJsonLinesAndCsv() {
    HttpResponse<String> lines = client.get("/ndjson/items?limit=3");
    HttpResponse<String> accepted =
        client.get("/wordpress/items?per_page=3", "Accept", "application/x-ndjson");
    HttpResponse<String> csv = client.get("/csv/items?limit=100");

    assertThat(lines.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
    assertThat(lines.headers().firstValue("X-Next-Cursor")).isPresent();
    assertThat(lines.body().lines().map(Json::parse))
        .containsExactlyElementsOf(
            sandbox.shop().expected("items").values().stream().limit(3).toList());
    assertThat(accepted.body()).isEqualTo(lines.body());
    assertThat(csv.headers().firstValue("Content-Type")).hasValue("text/csv");
    assertThat(csv.headers().firstValue("X-Next-Cursor")).isEmpty();
    assertThat(csv.body()).startsWith("id,event_id,name,").contains("\"\"\"Quoted\"\" tray");
    assertThat(csv.body().split("\r\n")).hasSize(101);
  }

  @Test
  void encodesBodiesAsAsked() throws IOException {
    HttpResponse<byte[]> latin = client.getBytes("/pages;charset=iso-8859-1/items");
    HttpResponse<byte[]> marked = client.getBytes("/pages;bom/items");
    HttpResponse<byte[]> zipped = client.getBytes("/pages;gzip/items");
    JsonNode plain = client.json("/pages/items");

    assertThat(latin.headers().firstValue("Content-Type"))
        .hasValue("application/json; charset=ISO-8859-1");
    assertThat(Json.parse(new String(latin.body(), StandardCharsets.ISO_8859_1))).isEqualTo(plain);
    assertThat(new String(latin.body(), StandardCharsets.UTF_8)).contains("\ufffd");
    assertThat(new String(marked.body(), StandardCharsets.UTF_8)).startsWith("\ufeff{");
    assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
      assertThat(Json.parse(new String(gzip.readAllBytes(), StandardCharsets.UTF_8)))
          .isEqualTo(plain);
    }
  }

  @Test
  void strikesFaultsInEveryStyle() {
    sandbox.faults().on("items").page(2).times(3).respond(503);
    sandbox.faults().on("lines").times(1).respond(500);

    assertThat(client.get("/github/items?per_page=10&page=2").statusCode()).isEqualTo(503);
    assertThat(client.get("/offset/items?limit=10&offset=10").statusCode()).isEqualTo(503);
    assertThat(client.get("/stripe/items?limit=10&starting_after=91").statusCode()).isEqualTo(503);
    assertThat(client.get("/stripe/items?limit=10&starting_after=91").statusCode()).isEqualTo(200);
    assertThat(client.get("/pages/orders/O-000001/lines").statusCode()).isEqualTo(500);
    assertThat(sandbox.traffic().timesRequested("items", 2)).isEqualTo(4);
  }

  @Test
  void answersGraphqlErrorsWith200() {
    sandbox.faults().on("items").times(1).graphqlErrors("THROTTLED");
    HttpResponse<String> answer = client.post("/graphql", "{\"query\": \"{ items { nodes } }\"}");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Json.parse(answer.body()).at("/errors/0/extensions/code").asText())
        .isEqualTo("THROTTLED");
  }

  private JsonNode inclusive(String variants, String bound) {
    String path = "/cursor;bounds=inclusive" + variants + "/items?updated_after=" + bound;
    return client.json(path).get("data");
  }

  private String link(String path) {
    return client.get(path).headers().firstValue("Link").orElse("");
  }

  private static List<Integer> ids(JsonNode records) {
    return StreamSupport.stream(records.spliterator(), false)
        .map(each -> each.get("id").asInt())
        .toList();
  }
}
