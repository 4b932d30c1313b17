package dev.caravan.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.DocExample;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The examples of {@code docs/records.md} do what the page says, against the sandbox. */
@Timeout(30)
class RecordsDocTest extends PullTest {
  @Test
  void renamesAndDropsFields() throws Exception {
    assertComplete(run(List.of("orders"), api(), example("orders")).get(0));

    Map<String, Object> row = sql.queryForMap("select * from orders where order_id = 'O-000001'");
    assertThat(row).containsKeys("CUSTOMER", "CITY", "TOTAL");
    assertThat(row).doesNotContainKeys("CUSTOMER_ID", "LINES", "CREATED_AT");
    assertThat(row.get("CUSTOMER"))
        .isEqualTo(
            sandbox.shop().expected("orders").get("O-000001").get("customer_id").textValue());
    assertThat(row.get("CITY")).isEqualTo("Zürich");
    assertThat(row.get("TOTAL").toString())
        .isEqualTo(
            sandbox
                .shop()
                .expected("orders")
                .get("O-000001")
                .get("total")
                .decimalValue()
                .toString());
    assertThat(count("orders")).isEqualTo(40);
    assertLedgersBalance();
  }

  @Test
  void loadsOnlySomeRecords() throws Exception {
    assertComplete(run(List.of("shipped"), api(), example("shipped")).get(0));

    long shipped =
        sandbox.shop().expected("orders").values().stream()
            .filter(order -> order.get("status").textValue().equals("shipped"))
            .count();
    assertThat(shipped).isPositive();
    assertThat(count("shipped")).isEqualTo(shipped);
    assertThat(lastRun("shipped")).containsEntry("dropped", 40 - shipped);
    assertLedgersBalance();
  }

  @Test
  void readsTheLinesOfOrders() throws Exception {
    assertComplete(run(List.of("order-lines"), api(), example("order-lines")).get(0));

    long lines =
        sandbox.shop().expected("orders").values().stream()
            .mapToLong(order -> order.get("lines").size())
            .sum();
    assertThat(lastRun("order-lines")).containsEntry("fetched", lines);
  }

  @Test
  void readsJsonLinesAndCsv() throws Exception {
    assertComplete(run(List.of("items-jsonl"), api(), example("items-jsonl")).get(0));
    assertComplete(run(List.of("items-csv"), api(), example("items-csv")).get(0));

    assertThat(count("items_jsonl")).isEqualTo(40);
    assertThat(count("items_csv")).isEqualTo(40);
    assertThat(sql.queryForObject("select count(*) from items_csv where note is null", Long.class))
        .isPositive()
        .isEqualTo(
            sql.queryForObject("select count(*) from items_jsonl where note is null", Long.class));
  }

  private static String example(String id) throws IOException {
    return DocExample.of("docs/records.md", id);
  }
}
