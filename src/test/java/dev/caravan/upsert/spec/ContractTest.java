package dev.caravan.upsert.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.reshape.MaskKey;
import dev.caravan.upsert.reshape.Reshape;
import dev.caravan.value.ColumnType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tables that are held to what they are. */
class ContractTest extends OnEachDatabase {
  private static final String FIRST = "[{\"id\": 1, \"n\": 5, \"s\": \"a\"}]";
  private static final String NEXT =
      """
      [{"id": 2, "n": 6}, {"id": 3, "n": 7, "new": 1}, {"id": 4, "n": "many"}, {"id": 5, "new": null}]\
      """;

  private LoadResult next(String schema) {
    Loader loader = loader(TableSpec.of("orders", "id").withContract(Contract.parse(schema)));
    load(loader, FIRST);
    return load(loader, NEXT);
  }

  @Test
  void aFrozenTableLetsNothingNewIn() {
    assertThat(next("freeze").quarantined())
        .isEqualTo(Map.of("unknown_field", 1L, "wrong_type", 1L));
    assertThat(columns("orders")).containsExactly("id", "n", "s");
    assertThat(type("orders", "n")).isEqualTo(named(ColumnType.BIGINT));
    assertThat(rows("select id from orders order by id"))
        .extracting(row -> row.get("id"))
        .containsExactly(1L, 2L, 5L);
    assertThat(text("select detail from caravan_quarantine where reason = 'unknown_field'"))
        .contains("\"new\"", "schema freezes its columns");
  }

  @Test
  void whatIsNewMayBeDiscardedAndTheRecordIsLoaded() {
    assertThat(next("discard").quarantined()).isEmpty();
    assertThat(columns("orders")).containsExactly("id", "n", "s");
    assertThat(rows("select id, n from orders where id in (3, 4) order by id"))
        .extracting(row -> row.get("n"))
        .containsExactly(7L, null);
  }

  @Test
  void columnsAndTypesAreHeldApart() {
    assertThat(next("columns:freeze, types:evolve").quarantined())
        .isEqualTo(Map.of("unknown_field", 1L));
    assertThat(type("orders", "n")).isEqualTo(named(ColumnType.TEXT));
    sql.execute("drop table orders");
    sql.execute("delete from caravan_column");
    assertThat(next("types:freeze").quarantined()).isEqualTo(Map.of("wrong_type", 1L));
    assertThat(columns("orders")).contains("new");
  }

  @Test
  void aTableThatWasThereBeforeIsTheContractFromTheFirstPageOn() {
    sql.execute("create table orders (id bigint primary key, n bigint, late text)");
    Loader loader = loader(TableSpec.of("orders", "id").withContract(Contract.parse("freeze")));
    assertThat(load(loader, "[{\"id\": 1, \"n\": 5}, {\"id\": 2, \"new\": 1}]").quarantined())
        .isEqualTo(Map.of("unknown_field", 1L));
    assertThat(load(loader, "[{\"id\": 3, \"late\": \"x\"}]").inserted()).isEqualTo(1);
    assertThat(columns("orders")).containsExactly("id", "n", "late");
  }

  @Test
  void aRecordThatBreaksTheJsonSchemaIsInQuarantineAsItIsMaskedAndATombstoneIsNotHeldToIt() {
    MaskKey key = new MaskKey();
    key.setSecret("secret 0123456789abcdef");
    TableSpec spec =
        TableSpec.of("orders", "order_id")
            .withDeletes("gone", DeleteMode.SOFT)
            .withReshape(Reshape.of(List.of(), List.of("more"), "id:order_id", "email:hmac", key))
            .withRules(JsonRules.of("classpath:contracts/order.schema.json"));
    String page =
        """
        [{"id": 1, "updated_at": "2025-01-01T00:00:00Z", "total": 5, "more": 1},
         {"id": 2, "updated_at": "2025-01-01T00:00:00Z", "email": "jane@example.com"},
         {"id": 3, "total": -1}, {"id": 4, "gone": true}, {"id": 5, "total": true}]""";
    assertThat(load(loader(spec.withQuarantine(1, 9)), page).quarantined())
        .isEqualTo(
            Map.of("json_schema:format", 1L, "json_schema:minimum", 1L, "json_schema:type", 1L));
    assertThat(rows("select order_id from orders order by 1"))
        .extracting(row -> row.get("order_id"))
        .containsExactly(1L, 4L);
    assertThat(rows("select * from caravan_quarantine").toString())
        .contains("/email")
        .doesNotContain("jane");
  }

  @Test
  void aKeyIsNeverDiscarded() {
    Loader loader = loader(TableSpec.of("orders", "id").withContract(Contract.parse("discard")));
    load(loader, FIRST);
    assertThat(load(loader, "[{\"id\": \"x\"}, {\"id\": 2}]").quarantined())
        .isEqualTo(Map.of("wrong_type", 1L));
  }

  @Test
  void theMarkOfADeletionIsNothingNew() {
    TableSpec spec =
        TableSpec.of("orders", "id")
            .withDeletes("gone", DeleteMode.HARD)
            .withContract(Contract.parse("freeze"));
    Loader loader = loader(spec);
    load(loader, FIRST);
    assertThat(load(loader, "[{\"id\": 1, \"gone\": true}]").deleted()).isEqualTo(1);
  }

  @Test
  void elementsOfAListAreHeldToTheirTableAsAWholeRecord() {
    assumeThat(isMariaDb()).as("where a loader with children is refused").isFalse();
    TableSpec spec =
        TableSpec.of("orders", "id")
            .withContract(Contract.parse("freeze"))
            .withChildren(
                ChildSpecs.parse("lines -> lines_of(order_id, n)", false, "orders", List.of("id")));
    Loader loader = loader(spec);
    Origin first = new Origin("orders", "r", "p", "1", true);
    transaction(
        () -> loadWithin(loader, json("[{\"id\": 1, \"lines\": [{\"sku\": \"a\"}]}]"), first));
    LoadResult result =
        load(
            loader,
            "[{\"id\": 2, \"lines\": [{\"sku\": \"b\"}]}, {\"id\": 3, \"lines\": [{\"sku\": \"b\","
                + " \"new\": 1}]}]");
    assertThat(result.quarantined()).isEqualTo(Map.of("unknown_field", 1L));
    assertThat(one("select count(*) from orders")).isEqualTo(2L);
    assertThat(columns("lines_of")).containsExactly("order_id", "n", "sku");
  }

  @Test
  void aWordThatIsNoneIsSaid() {
    assertThatThrownBy(() -> Contract.parse("frozen"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("columns:freeze, types:evolve");
    assertThatThrownBy(() -> Contract.parse("rows:freeze"))
        .hasMessageContaining("not one of evolve, freeze and discard");
  }
}
