package dev.caravan.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.fault.Fault;
import dev.caravan.sandbox.fault.Faults;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.shop.BadRecord;
import dev.caravan.sandbox.shop.JsonType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordFaultsTest {
  private static final String ITEMS = "/items?limit=50";

  private final Sandbox sandbox = Sandbox.start(SandboxOptions.defaults().withCounts(200, 100, 20));
  private final Faults faults = sandbox.faults();
  private final ShopClient client = new ShopClient(sandbox);

  @AfterEach
  void close() {
    sandbox.close();
  }

  @Test
  void repeatsRecordsWithinAPageBeforeAndAfterTheirNewestVersion() {
    faults.on("items").page(1).duplicates(2);
    List<JsonNode> records = records(client.json(ITEMS));

    assertThat(records).hasSize(52);
    assertThat(ids(records)).startsWith(1, 1, 2, 3).endsWith(50, 2);
    assertThat(updatedAt(records.get(0))).isLessThan(updatedAt(records.get(1)));
    assertThat(updatedAt(records.get(51))).isLessThan(updatedAt(records.get(2)));
    assertNewestIsTheShop();
  }

  @Test
  void repeatsRecordsOfThePageBefore() {
    faults.on("items").page(2).lateDuplicates(2);
    JsonNode first = client.json(ITEMS);
    List<JsonNode> second = records(client.json(client.pathOfPage(ITEMS, 2)));

    assertThat(second).hasSize(52);
    assertThat(ids(second)).startsWith(51).endsWith(100, 1, 2);
    assertThat(updatedAt(second.get(50))).isLessThan(updatedAt(first.get("data").get(0)));
    assertThat(second.get(51)).isEqualTo(first.get("data").get(1));
    assertNewestIsTheShop();
  }

  @Test
  void addsAFieldFromAPageOn() {
    faults.on("items").fromPage(3).newField("color");
    List<JsonNode> records = ShopClient.records(client.walk(ITEMS));

    assertThat(records.subList(0, 100)).noneMatch(each -> each.has("color"));
    assertThat(records.subList(100, 200)).allMatch(each -> each.get("color").isTextual());
    assertThat(ShopClient.newest(records, "id")).isEqualTo(sandbox.expected("items", 50));
  }

  @Test
  void addsAFieldToTheDataItself() {
    sandbox.shop().addField("items", "color", 101);
    List<JsonNode> records = ShopClient.records(client.walk(ITEMS));

    assertThat(records.get(99).has("color")).isFalse();
    assertThat(records.get(100).get("color").asText()).isEqualTo("color 101");
    assertNewestIsTheShop();
  }

  @Test
  void emptiesAField() {
    faults.on("items").page(1).nullField("price");

    assertThat(records(client.json(ITEMS))).allMatch(each -> each.get("price").isNull());
  }

  @Test
  void changesTheTypeOfAFieldFromAPageOn() {
    faults.on("items").fromPage(2).changeType("amount_cents", JsonType.DECIMAL);
    faults.on("items").fromPage(3).changeType("price", JsonType.TEXT);
    faults.on("items").fromPage(3).changeType("note", JsonType.OBJECT);
    List<JsonNode> records = ShopClient.records(client.walk(ITEMS));

    assertThat(records.get(49).get("amount_cents").isIntegralNumber()).isTrue();
    assertThat(records.get(50).get("amount_cents").asText()).endsWith(".5");
    assertThat(records.get(99).get("price").isNumber()).isTrue();
    assertThat(records.get(100).get("price").asText()).matches("\\d+\\.\\d\\d");
    assertThat(records.get(100).get("price").isTextual()).isTrue();
    assertThat(records.subList(100, 200))
        .allMatch(each -> each.get("note").isNull() || each.get("note").has("value"));
    assertThat(ShopClient.newest(records, "id")).isEqualTo(sandbox.expected("items", 50));
  }

  @Test
  void writesAnyJsonIntoAField() {
    for (String json : List.of("1e400", "-0", "123456789012345678901234567890", "[[]]")) {
      Fault fault = faults.on("items").rawField("odd name\\\"", json);
      assertThat(client.get("/items?limit=1").body()).contains(":" + json + "}");
      fault.off();
    }
  }

  @Test
  void writesTextThatNoDatabaseTakes() {
    faults.on("items").nulCharacter("name");
    faults.on("items").loneSurrogate("status");
    String body = client.get("/items?limit=1").body();
    JsonNode record = Json.parse(body).get("data").get(0);

    assertThat(body).contains("\\u0000\"").contains("\\uD83D\"");
    assertThat(record.get("name").asText()).endsWith("\u0000");
    assertThat(record.get("status").asText()).endsWith("\ud83d");
  }

  @Test
  void mixesBadRecordsAmongTheGoodOnes() {
    faults.on("items").page(1).badRecords(BadRecord.NULL, BadRecord.values());
    List<JsonNode> records = records(client.json(ITEMS));

    assertThat(records).hasSize(56);
    assertThat(records).filteredOn(JsonNode::isNull).hasSize(2);
    assertThat(records).filteredOn(JsonNode::isNumber).hasSize(1);
    assertThat(records).filteredOn(JsonNode::isArray).hasSize(1);
    assertThat(records).filteredOn(each -> each.isObject() && !each.has("id")).hasSize(1);
    assertThat(records)
        .filteredOn(each -> each.isObject() && !each.has("updated_at"))
        .singleElement()
        .satisfies(each -> assertThat(each.get("id").asLong()).isGreaterThan(900_000_000L));
    assertNewestIsTheShop();
  }

  @Test
  void sendsNothingButBadRecords() {
    faults.on("orders").page(1).onlyBadRecords();
    List<JsonNode> records = records(client.json("/orders?limit=50"));

    assertThat(records).hasSize(50);
    assertThat(ShopClient.newest(records, "order_id")).isEmpty();
  }

  @Test
  void combinesFaultsOfOnePage() {
    faults.on("items").page(1).emptyPage();
    faults.on("items").page(1).sameCursor();
    faults.on("items").page(1).times(1).respond(500);

    assertThat(client.get(ITEMS).statusCode()).isEqualTo(500);
    JsonNode page = client.json(ITEMS);
    assertThat(page.get("data")).isEmpty();
    assertThat(client.json(ITEMS + "&cursor=" + page.get("next_cursor").asText())).isEqualTo(page);
  }

  private void assertNewestIsTheShop() {
    Map<String, JsonNode> loaded = ShopClient.newest(ShopClient.records(client.walk(ITEMS)), "id");
    assertThat(loaded).isEqualTo(sandbox.shop().expected("items"));
    assertThat(loaded).isEqualTo(sandbox.expected("items", 50));
  }

  private static List<JsonNode> records(JsonNode page) {
    List<JsonNode> records = new ArrayList<>();
    page.get("data").forEach(records::add);
    return records;
  }

  private static List<Integer> ids(List<JsonNode> records) {
    return records.stream().map(each -> each.get("id").asInt()).toList();
  }

  private static String updatedAt(JsonNode record) {
    return record.get("updated_at").asText();
  }
}
