package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.fault.Fault;
import dev.caravan.sandbox.fault.Faults;
import dev.caravan.sandbox.http.Json;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CursorFaultsTest {
  private static final String ITEMS = "/items?limit=50";

  private final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withCounts(200, 100, 20));
  private final Faults faults = sandbox.faults();
  private final ShopClient client = new ShopClient(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void givesTheCursorOfThePageItself() {
    faults.on("items").page(2).sameCursor();
    String first = client.json(ITEMS).get("next_cursor").asText();

    assertThat(nextAfter(first).asText()).isEqualTo(first);
  }

  @Test
  void leadsInACircle() {
    faults.on("items").page(3).cycleCursor();
    String second = client.json(ITEMS).get("next_cursor").asText();
    String third = nextAfter(second).asText();

    assertThat(nextAfter(third).asText()).isEqualTo(second);
    assertThat(nextAfter(second).asText()).isEqualTo(third);
  }

  @Test
  void leadsInACircleWithinAFilteredScan() {
    faults.on("items").page(3).cycleCursor();
    String filtered = "/items?limit=20&updated_after=2025-02-01T00:00:00Z";
    String second = client.json(filtered).get("next_cursor").asText();
    String third = client.json(filtered + "&cursor=" + second).get("next_cursor").asText();

    assertThat(client.json(filtered + "&cursor=" + third).get("next_cursor").asText())
        .isEqualTo(second);
  }

  @Test
  void takesANumericCursorBack() {
    faults.on("items").numericCursor();
    List<JsonNode> pages = client.walk(ITEMS);

    assertThat(pages.get(0).get("next_cursor").isIntegralNumber()).isTrue();
    assertThat(ShopClient.records(pages))
        .containsExactlyElementsOf(sandbox.shop().expected("items").values());
    assertThat(sandbox.traffic().timesRequested("items", 4)).isEqualTo(1);
  }

  @Test
  void givesAnythingAsTheNextCursor() {
    for (String json : List.of("\"\"", "false", "null", "7", "\"a\\u0000b\"")) {
      Fault fault = faults.on("items").nextCursor(json);
      assertThat(client.json(ITEMS).get("next_cursor")).isEqualTo(Json.parse(json));
      fault.off();
    }
  }

  @Test
  void leavesTheNextCursorOut() {
    faults.on("items").noNextCursor();

    assertThat(client.json(ITEMS).has("next_cursor")).isFalse();
    assertThat(client.json(ITEMS).get("data")).hasSize(50);
  }

  @Test
  void givesAnEmptyPageThatIsNotTheLast() {
    faults.on("items").page(2).emptyPage();
    List<JsonNode> pages = client.walk(ITEMS);

    assertThat(pages).hasSize(4);
    assertThat(pages.get(1).get("data")).isEmpty();
    assertThat(ShopClient.records(pages)).hasSize(150);
  }

  @Test
  void letsCursorsExpire() {
    for (int status : new int[] {410, 404, 400}) {
      String old = client.json(ITEMS).get("next_cursor").asText();
      String ofOrders = client.json("/orders?limit=50").get("next_cursor").asText();
      faults.expireCursors("items", status);
      HttpResponse<String> answer = client.get(ITEMS + "&cursor=" + old);

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.body()).contains("expired_cursor");
      assertThat(client.get("/orders?limit=50&cursor=" + ofOrders).statusCode()).isEqualTo(200);
      assertThat(client.walk(ITEMS)).hasSize(4);
    }
  }

  private JsonNode nextAfter(String cursor) {
    return client.json(ITEMS + "&cursor=" + cursor).get("next_cursor");
  }
}
