package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.shop.ShopGenerator;
import dev.caravan.sandbox.shop.Timestamps;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SandboxTest {
  private Sandbox sandbox = Sandbox.start(SandboxOptions.defaults());
  private ShopClient client = new ShopClient(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void servesEveryRecordOnceAndExactly() {
    for (String name : sandbox.shop().collections()) {
      List<JsonNode> records = ShopClient.records(client.walk("/" + name + "?limit=300"));
      Map<String, JsonNode> expected = sandbox.shop().expected(name);

      assertThat(records).containsExactlyElementsOf(expected.values());
    }
  }

  @Test
  void keepsTheDigitsOfADecimalThatEndsInZero() {
    sandbox
        .shop()
        .put(
            "items",
            (ObjectNode)
                Json.parse(
                    "{\"id\":1,\"price\":12.50,\"updated_at\":\"2025-01-01T00:00:00.000Z\"}"));

    assertThat(client.get("/items?limit=1").body()).contains("\"price\":12.50,");
  }

  @Test
  void pagesByTheLimitWhichIsHundredByDefaultAndThousandAtMost() {
    assertThat(client.json("/items").get("data")).hasSize(100);
    assertThat(client.json("/items?limit=7").get("data")).hasSize(7);
    assertThat(client.json("/items?limit=5000").get("data")).hasSize(1000);
    assertThat(client.get("/items?limit=0").statusCode()).isEqualTo(400);
    assertThat(client.get("/items?limit=ten").statusCode()).isEqualTo(400);
    assertThat(client.walk("/orders?limit=250")).hasSize(4);
  }

  @Test
  void filtersByUpdatedAfterOnEveryPage() {
    sandbox.shop().secondWave();
    String after = Timestamps.format(ShopGenerator.LAST_UPDATE);
    List<JsonNode> changed =
        ShopClient.records(client.walk("/orders?limit=20&updated_after=" + after));

    List<JsonNode> expected = new ArrayList<>(sandbox.shop().expected("orders").values());
    expected.removeIf(each -> each.get("updated_at").asText().compareTo(after) <= 0);
    assertThat(changed).hasSizeGreaterThan(20).containsExactlyElementsOf(expected);
    assertThat(client.get("/orders?updated_after=2025-01-01T00:00:00+02:00").statusCode())
        .isEqualTo(200);
    assertThat(client.get("/orders?updated_after=yesterday").statusCode()).isEqualTo(400);
  }

  @Test
  void refusesCursorsThatItNeverIssued() {
    String ofItems = client.json("/items").get("next_cursor").asText();

    for (String cursor :
        List.of("abc", "aXRlbXN8MHwyfDEwMXx4", "7", "101000002", ofItems.substring(1))) {
      HttpResponse<String> answer = client.get("/items?cursor=" + cursor);
      assertThat(answer.statusCode()).as(cursor).isEqualTo(400);
      assertThat(Json.parse(answer.body()).at("/error/code").asText()).isEqualTo("unknown_cursor");
    }
    assertThat(client.get("/orders?cursor=" + ofItems).statusCode()).isEqualTo(400);
  }

  @Test
  void asksForTheTokenInTheHeaderOrTheQuery() {
    restart(SandboxOptions.defaults().withToken("hush"));

    assertThat(client.get("/items").statusCode()).isEqualTo(401);
    assertThat(client.get("/items", "Authorization", "Bearer hush!").statusCode()).isEqualTo(401);
    assertThat(client.get("/items?api_key=other").statusCode()).isEqualTo(401);
    assertThat(client.get("/items", "Authorization", "Bearer hush").statusCode()).isEqualTo(200);
    assertThat(client.get("/items?api_key=hush").statusCode()).isEqualTo(200);
  }

  @Test
  void echoesTheRequestId() {
    assertThat(client.get("/items", "X-Request-Id", "r-1").headers().firstValue("X-Request-Id"))
        .contains("r-1");
    assertThat(client.get("/carts", "X-Request-Id", "r-2").headers().firstValue("X-Request-Id"))
        .contains("r-2");
  }

  @Test
  void doesNotKnowOtherPaths() {
    assertThat(client.get("/carts").statusCode()).isEqualTo(404);
    assertThat(client.get("/items/1").statusCode()).isEqualTo(404);
    assertThat(client.post("/items", "{}").statusCode()).isEqualTo(405);
  }

  @Test
  void keepsAScanStableWhileRecordsComeAndGo() {
    JsonNode first = client.json("/items?limit=10");
    sandbox.shop().remove("items", "3");
    sandbox.shop().insert("items", 1);
    JsonNode second = client.json("/items?limit=10&cursor=" + first.get("next_cursor").asText());

    assertThat(second.get("data").get(0).get("id").asInt()).isEqualTo(11);
  }

  @Test
  void saysThatItsPortIsTaken() {
    SandboxOptions same = SandboxOptions.defaults().withPort(sandbox.port());

    assertThatThrownBy(() -> Sandbox.start(same))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(String.valueOf(sandbox.port()));
  }

  @Test
  void refusesOptionsThatMakeNoSense() {
    assertThatThrownBy(() -> SandboxOptions.defaults().withQuota(-1, Duration.ofSeconds(1)))
        .hasMessageContaining("quota is -1");
    assertThatThrownBy(() -> SandboxOptions.defaults().withQuota(1, Duration.ZERO))
        .hasMessageContaining("window");
  }

  private void restart(SandboxOptions options) {
    sandbox.close();
    sandbox = Sandbox.start(options);
    client = new ShopClient(sandbox);
  }
}
