package dev.caravan.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.quarantine.LoadResult;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A record finds the row of its key, whatever the column's type was when that row came. */
class KeyFormTest extends OnEachDatabase {
  private static final TableSpec ORDERS = TableSpec.of("orders", "id");
  private static final String UTC = "\"2025-01-01T00:00:00.120Z\"";
  private static final String EAST = "\"2025-01-01T01:00:00.12+01:00\"";

  @Test
  void anInstantIsOneKeyInAllItsSpellingsWhateverCameFirst() {
    for (List<String> order :
        List.of(
            List.of(UTC, EAST, "\"x\""),
            List.of(UTC, "\"x\"", EAST),
            List.of("\"x\"", EAST, UTC),
            List.of(EAST, "\"x\"", UTC, EAST))) {
      Loader loader = loader(ORDERS);
      order.forEach(key -> load(loader, "[{\"id\": " + key + "}]"));
      assertThat(sql.queryForList("select id from orders order by id", String.class))
          .as("%s", order)
          .containsExactly("2025-01-01T00:00:00.12Z", "x");
      sql.execute("drop table orders");
      sql.execute("delete from caravan_column");
    }
  }

  @Test
  void spellingsOfAnInstantAreOneKeyWithinAPageToo() {
    LoadResult result =
        load(loader(ORDERS), "[{\"id\": %s}, {\"id\": %s}, {\"id\": \"x\"}]".formatted(UTC, EAST));
    assertThat(result).isEqualTo(result(3, 2, 0, 1));
  }

  @Test
  void aNumberIsOneKeyInAllItsSpellingsWhateverCameFirst() {
    for (List<String> order :
        List.of(
            List.of("1", "1.0", "1.5", "1.50", "\"x\"", "1e0", "\"1\"", "15e-1"),
            List.of("\"x\"", "1.50", "1.0", "1", "1.5"),
            List.of("1.50", "1", "\"x\"", "1.5", "1.0"))) {
      Loader loader = loader(ORDERS);
      order.forEach(key -> load(loader, "[{\"id\": " + key + "}]"));
      assertThat(sql.queryForList("select id from orders", String.class))
          .as("%s", order)
          .containsExactlyInAnyOrder("1", "1.5", "x");
      sql.execute("drop table orders");
      sql.execute("delete from caravan_column");
    }
  }

  @Test
  void aColumnDeclaredAsTextKeepsDatesAsTheyCame() {
    Loader loader = loader(ORDERS.withColumns(Map.of("id", ColumnType.TEXT)));
    load(loader, "[{\"id\": %s}, {\"id\": %s}]".formatted(UTC, EAST));
    assertThat(one("select count(*) from orders")).isEqualTo(2L);
  }

  @Test
  void fieldNamesWithHalvesOfSurrogatePairsDoNotPoisonAPage() {
    String lone = "\uD800";
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("id", 1L);
    record.put(lone, "a");
    record.put("\uDC00", "b");
    record.put("x" + lone.repeat(600), Map.of(lone, Map.of(lone, 1L)));
    IntStream.range(0, 5).forEach(i -> record.put("f" + i + lone, "v" + i));
    LoadResult result =
        load(loader(ORDERS.withMaxColumns(4)), List.of(record, Map.of(lone, "no key")));
    assertThat(result.inserted()).isEqualTo(1);
    assertThat(result.quarantinedTotal()).isEqualTo(1);
    assertThat(columns("orders")).hasSize(5);
    assertThat(text("select " + asText("_more") + " from orders")).contains("v4");
    assertThat(load(loader(ORDERS.withMaxColumns(4)), List.of(record)))
        .isEqualTo(result(1, 0, 0, 1));
  }
}
