package dev.caravan.sandbox.shop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Json;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShopTest {
  private final Shop shop = new Shop(42, 200, 100, 50);

  @Test
  void isTheSameForTheSameSeedWhateverTheCounts() {
    Shop larger = new Shop(42, 300, 100, 50);
    Shop other = new Shop(43, 200, 100, 50);

    for (String name : shop.collections()) {
      assertThat(larger.expected(name)).containsAllEntriesOf(shop.expected(name));
      assertThat(other.expected(name)).isNotEqualTo(shop.expected(name));
    }
  }

  @Test
  void holdsItemsWithEveryKindOfValue() {
    Map<String, JsonNode> items = shop.expected("items");
    JsonNode item = items.get("1");

    assertThat(item.get("id").isIntegralNumber()).isTrue();
    assertThat(item.get("price").decimalValue().scale()).isEqualTo(2);
    assertThat(item.get("amount_cents").longValue())
        .isEqualTo(item.get("price").decimalValue().movePointRight(2).longValueExact());
    assertThat(item.get("updated_at").asText()).matches("\\d{4}-..-..T..:..:..\\.\\d{3}Z");
    assertThat(item.get("active").isBoolean()).isTrue();
    assertThat(item.get("customer").isObject()).isTrue();
    assertThat(item.get("tags").isArray()).isTrue();
    assertThat(items.values()).anyMatch(each -> each.get("note").isNull());
    assertThat(items.values()).anyMatch(each -> each.get("note").isTextual());
    assertThat(items.values()).anyMatch(each -> !each.get("name").asText().matches("\\p{ASCII}*"));
  }

  @Test
  void holdsOrdersAndCustomersWithNestedValues() {
    assertThat(shop.expected("orders").values())
        .allMatch(each -> each.get("lines").isArray() && each.get("total").isBigDecimal())
        .allMatch(
            each -> each.get("created_at").asText().compareTo(each.get("updated_at").asText()) < 0);
    assertThat(shop.expected("customers").values())
        .anyMatch(each -> each.get("address").isNull())
        .anyMatch(each -> each.get("address").isObject());
  }

  @Test
  void givesEachChangeANewerTimestampThanAllBefore() {
    String newest = newestTimestamp();
    shop.update("items", "7", node -> node.put("status", "sold"));
    String changed = shop.expected("items").get("7").get("updated_at").asText();
    shop.delete("orders", "O-000003");
    JsonNode deleted = shop.expected("orders").get("O-000003");
    String inserted = shop.insert("customers", 1).get(0);

    assertThat(changed).isGreaterThan(newest);
    assertThat(deleted.get("deleted").asBoolean()).isTrue();
    assertThat(deleted.get("updated_at").asText()).isGreaterThan(changed);
    assertThat(shop.expected("customers").get(inserted).get("updated_at").asText())
        .isGreaterThan(deleted.get("updated_at").asText());
  }

  @Test
  void takesATimestampThatTheTestChooses() {
    shop.update("items", "7", Instant.parse("2031-05-06T07:08:09.010Z"), node -> {});

    assertThat(shop.expected("items").get("7").get("updated_at").asText())
        .isEqualTo("2031-05-06T07:08:09.010Z");
  }

  @Test
  void goesOnFromTheNewestTimestampThatATestHasPut() {
    ObjectNode item = Json.object().put("id", 7).put("updated_at", "2031-05-06T07:08:09.010Z");
    shop.put("items", item);
    shop.delete("orders", "O-000003");

    assertThat(shop.expected("items").get("7")).isEqualTo(item);
    assertThat(shop.expected("orders").get("O-000003").get("updated_at").asText())
        .isEqualTo("2031-05-06T07:08:10.010Z");
    assertThatThrownBy(() -> shop.put("items", Json.object().put("id", 8)))
        .hasMessageContaining("updated_at");
  }

  @Test
  void changesInsertsAndDeletesInTheSecondWave() {
    Map<String, JsonNode> before = shop.expected("items");
    shop.secondWave();
    Map<String, JsonNode> after = shop.expected("items");

    assertThat(after).hasSize(before.size() + before.size() / 50);
    assertThat(after.values()).anyMatch(each -> each.get("deleted").asBoolean());
    assertThat(after.values()).anyMatch(each -> each.get("status").asText().equals("changed"));
    assertThat(after.entrySet().stream().filter(each -> before.containsValue(each.getValue())))
        .hasSizeGreaterThan(before.size() * 9 / 10);
  }

  @Test
  void removesARecordWithoutATrace() {
    shop.remove("items", "7");

    assertThat(shop.expected("items")).hasSize(199).doesNotContainKey("7");
  }

  @Test
  void namesWhatItDoesNotHave() {
    assertThatThrownBy(() -> shop.expected("carts"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("carts")
        .hasMessageContaining("orders");
    assertThatThrownBy(() -> shop.delete("items", "999"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("999");
  }

  private String newestTimestamp() {
    return shop.collections().stream()
        .flatMap(name -> shop.expected(name).values().stream())
        .map(each -> each.get("updated_at").asText())
        .max(String::compareTo)
        .orElseThrow();
  }
}
