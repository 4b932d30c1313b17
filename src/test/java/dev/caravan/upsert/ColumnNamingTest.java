package dev.caravan.upsert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.upsert.spec.TableSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ColumnNamingTest extends OnEachDatabase {
  private static final TableSpec ORDERS = TableSpec.of("orders", "order_id");
  private static final String DROP = "x\"; drop table orders; --";

  @Test
  void hostileFieldNamesGetDistinctSafeColumns() {
    load(loader(ORDERS), List.of(hostile(1)));
    Map<String, Object> row = rows("select * from orders").get(0);
    assertThat(row).hasSize(hostile(1).size());
    assertThat(row.values()).containsExactlyInAnyOrderElementsOf(stored(hostile(1)));
    assertThat(columns("orders")).allMatch(name -> name.matches("[a-z_][a-z0-9_]{0,62}"));
    assertThat(row.get("order_id")).isEqualTo(1L);
  }

  @Test
  void theMappingIsTheSameInEveryLaterRunWhateverComesFirst() {
    load(loader(ORDERS), List.of(hostile(1)));
    List<String> before = columns("orders");
    for (Map.Entry<String, Object> field : hostile(2).entrySet()) {
      Map<String, Object> part = new LinkedHashMap<>();
      part.put(field.getKey(), field.getValue());
      part.put("order_id", 2L);
      Loader laterRun = loader(ORDERS);
      load(laterRun, List.of(part));
      Object stored = field.getKey().equals("order_id") ? 2L : field.getValue();
      Map<String, Object> row = rows("select * from orders where order_id = 2").get(0);
      String column = columnOf(field.getKey());
      assertThat(row.get(column)).as(field.getKey()).isEqualTo(stored);
    }
    assertThat(columns("orders")).isEqualTo(before);
  }

  @Test
  void namesOfTheDatabasesOwnColumnsAreAvoided() {
    Map<String, Object> record = new LinkedHashMap<>(Map.of("order_id", 1L));
    List.of("ctid", "xmin", "tableoid", "_rowid_", "_more", "_deleted", "_tombstone", "oid")
        .forEach(name -> record.put(name, name));
    TableSpec spec = ORDERS.withDeletes("gone", DeleteMode.SOFT);
    load(loader(spec), List.of(record));
    assertThat(text("select xmin_2 from orders")).isEqualTo("xmin");
    assertThat(text("select _deleted_2 from orders")).isEqualTo("_deleted");
    assertThat(one("select _deleted from orders")).isNull();
  }

  @Test
  void fieldsBeyondMaxColumnsGoToOneJsonColumn() {
    Map<String, Object> record = new LinkedHashMap<>(Map.of("order_id", 1L));
    for (int i = 0; i < 5_000; i++) {
      record.put("f" + i, "v" + i);
    }
    Loader loader = loader(ORDERS);
    load(loader, List.of(record));
    assertThat(columns("orders")).hasSize(201).contains("_more", "f198").doesNotContain("f199");
    List<?> more = json("[" + text("select _more from orders") + "]");
    assertThat((Map<?, ?>) more.get(0)).hasSize(4_801);
    assertThat(((Map<?, ?>) more.get(0)).get("f4999")).isEqualTo("v4999");
    assertThat(load(loader, List.of(record))).isEqualTo(result(1, 0, 0, 1));
    record.put("f4999", "other");
    assertThat(load(loader(ORDERS), List.of(record))).isEqualTo(result(1, 0, 1, 0));
    assertThat(columns("orders")).hasSize(201);
  }

  @Test
  void keyAndVersionHaveTheirColumnsHoweverLateTheyStandInTheRecord() {
    TableSpec spec = ORDERS.withVersion("v").withMaxColumns(3);
    load(loader(spec), "[{\"a\": 1, \"b\": 2, \"c\": 3, \"v\": 4, \"order_id\": 5}]");
    assertThat(columns("orders")).containsExactlyInAnyOrder("order_id", "v", "a", "_more");
  }

  @Test
  void tablesMayStandInASchemaAndTheirNamesMayHaveAnyCase() {
    sql.execute(isSqlite() ? "attach database ':memory:' as shop" : "create schema shop");
    Loader loader = loader(TableSpec.of("Shop.Orders", "order_id"));
    load(loader, "[{\"order_id\": 1}]");
    assertThat(load(loader(TableSpec.of("shop.orders", "order_id")), "[{\"order_id\": 1}]"))
        .isEqualTo(result(1, 0, 0, 1));
    assertThat(one("select order_id from shop.orders")).isEqualTo(1L);
  }

  @Test
  void aTableNameThatIsNoneIsRefused() {
    for (String name : List.of("", "a b", "a.b.c", "1a", "a\"; drop table x; --", "ä")) {
      assertThatThrownBy(() -> TableSpec.of(name, "id"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + name + "' is not a table name");
    }
  }

  private String columnOf(String field) {
    return sql.queryForObject(
            "select column_name from caravan_column where target = 'orders' and field = ?",
            String.class,
            ColumnNames.fieldKey(field))
        .toLowerCase(java.util.Locale.ROOT);
  }

  private static Map<String, Object> hostile(long id) {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("Order Id", "spaced " + id);
    record.put("order-id", "dashed " + id);
    record.put("order_id", id);
    record.put("ORDER_ID", "upper " + id);
    record.put("select", "keyword " + id);
    record.put(DROP, "injection " + id);
    record.put("x".repeat(200), "long " + id);
    record.put("x".repeat(199) + "y", "long too " + id);
    record.put("z".repeat(5_000), "very long " + id);
    record.put("", "empty " + id);
    record.put(" ", "blank " + id);
    record.put("1st", "digit " + id);
    record.put("größe", "umlaut " + id);
    record.put("名前", "kanji " + id);
    record.put("a\u0000b", "nul " + id);
    record.put("a\uFFFDb", "replacement " + id);
    return record;
  }

  private static List<Object> stored(Map<String, Object> record) {
    return List.copyOf(record.values());
  }
}
