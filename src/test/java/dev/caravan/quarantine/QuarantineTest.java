package dev.caravan.quarantine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QuarantineTest extends OnEachDatabase {
  private static final TableSpec ORDERS =
      TableSpec.of("orders", "order_id").withVersion("updated_at").withRequired("status");

  @Test
  void recordsThatAreNoObjectOrHaveNoKeyAreQuarantinedWithTheirReason() {
    List<Object> page = new ArrayList<>(Arrays.asList(null, 7, List.of(), "text"));
    page.addAll(
        json(
            """
            [{"status": "a"}, {"order_id": null, "status": "a"}, {"order_id": "", "status": "a"},
             {"order_id": 1}, {"order_id": {"a": 1}, "status": "a"},
             {"order_id": 2, "status": "ok"}]"""));
    LoadResult result = load(loader(ORDERS), page);
    assertThat(result)
        .isEqualTo(
            new LoadResult(
                10,
                1,
                0,
                0,
                0,
                Map.of(
                    "not_an_object",
                    4L,
                    "missing_key",
                    3L,
                    "missing_required",
                    1L,
                    "wrong_type",
                    1L)));
    assertThat(sql.queryForList("select record from caravan_quarantine order by id", String.class))
        .containsExactly(
            "null",
            "7",
            "[]",
            "\"text\"",
            "{\"status\":\"a\"}",
            "{\"order_id\":null,\"status\":\"a\"}",
            "{\"order_id\":\"\",\"status\":\"a\"}",
            "{\"order_id\":1}",
            "{\"order_id\":{\"a\":1},\"status\":\"a\"}");
  }

  @Test
  void aQuarantineRowNamesStreamRunTargetPositionFieldValueAndRule() {
    load(
        loader(ORDERS),
        "[{\"order_id\": 1, \"status\": null}, {\"order_id\": 2, \"status\": \"ok\"}]");
    Map<String, Object> row =
        rows("select stream, run_id, target, page_position, reason, detail from caravan_quarantine")
            .get(0);
    assertThat(row.values())
        .containsExactly(
            "orders",
            "run-1",
            "orders",
            "page 7",
            "missing_required",
            "field \"status\": missing or null; the field is required");
  }

  @Test
  void aVersionThatIsNoVersionIsQuarantined() {
    LoadResult result =
        load(
            loader(ORDERS),
            """
            [{"order_id": 1, "status": "a", "updated_at": "2025-04-12T09:33:00Z"},
             {"order_id": 2, "status": "a", "updated_at": "yesterday"},
             {"order_id": 3, "status": "a", "updated_at": {"at": 1}},
             {"order_id": 4, "status": "a", "updated_at": "2025-04-12T09:33:00.1234567Z"},
             {"order_id": 5, "status": "a", "updated_at": null}]""");
    assertThat(result).isEqualTo(new LoadResult(5, 2, 0, 0, 0, Map.of("bad_version", 3L)));
  }

  @Test
  void aVersionOfTheOtherKindIsQuarantinedAndNeverWidensItsColumn() {
    Loader loader = loader(ORDERS);
    LoadResult mixed =
        load(
            loader,
            """
            [{"order_id": 1, "status": "a", "updated_at": 5},
             {"order_id": 2, "status": "a", "updated_at": "2025-04-12T09:33:00Z"},
             {"order_id": 3, "status": "a", "updated_at": "2025-04-12T09:33:00Z"}]""");
    assertThat(mixed).isEqualTo(new LoadResult(3, 2, 0, 0, 0, Map.of("bad_version", 1L)));
    LoadResult later =
        load(
            loader(ORDERS),
            """
            [{"order_id": 4, "status": "a", "updated_at": 5}, {"order_id": 5, "status": "a", "updated_at": 6},
             {"order_id": 6, "status": "a", "updated_at": "2025-04-12T09:33:00Z"}]""");
    assertThat(later).isEqualTo(new LoadResult(3, 1, 0, 0, 0, Map.of("bad_version", 2L)));
    assertThat(type("orders", "updated_at")).isEqualTo(named(ColumnType.TIMESTAMP));
  }

  @Test
  void aKeyTooLongForAnIndexIsQuarantined() {
    String key = "ключ".repeat(700);
    LoadResult result =
        load(
            loader(ORDERS),
            List.of(
                Map.of("order_id", key, "status", "a"), Map.of("order_id", "b", "status", "a")));
    assertThat(result.quarantined()).isEqualTo(Map.of("key_too_long", 1L));
  }

  @Test
  void aPageOfNothingButBadRecordsFailsAndLeavesNothing() {
    Loader loader = loader(ORDERS);
    assertThatThrownBy(() -> load(loader, "[{\"status\": \"a\"}, 7]"))
        .isInstanceOf(TooManyBadRecordsException.class)
        .hasMessageContaining("2 of 2 records cannot be loaded into orders")
        .hasMessageContaining("missing_key=1")
        .hasMessageContaining("not_an_object=1")
        .hasMessageContaining("that is all of them")
        .hasMessageContaining("First: missing_key, field \"order_id\": missing or null");
    assertThat(one("select count(*) from caravan_quarantine")).isEqualTo(0L);
  }

  @Test
  void moreThanTheLimitFailsAndTheLimitItselfDoesNot() {
    Loader loader = loader(TableSpec.of("orders", "order_id").withQuarantine(0.2, 3));
    assertThat(load(loader, page(20, 4)).quarantined()).isEqualTo(Map.of("missing_key", 4L));
    assertThatThrownBy(() -> load(loader, page(20, 5)))
        .isInstanceOf(TooManyBadRecordsException.class)
        .hasMessageContaining("5 of 20 records")
        .hasMessageContaining("minQuarantine 3")
        .hasMessageContaining("maxQuarantine 0.2");
    assertThat(load(loader, page(4, 3)).quarantined()).isEqualTo(Map.of("missing_key", 3L));
  }

  @Test
  void whatDoesNotFitTheTableCountsTowardsTheLimit() {
    sql.execute("create table orders (order_id bigint primary key, n smallint)");
    Loader loader = loader(TableSpec.of("orders", "order_id"));
    assertThatThrownBy(
            () -> load(loader, "[{\"order_id\": 1, \"n\": \"x\"}, {\"order_id\": 2, \"n\": 3e20}]"))
        .isInstanceOf(TooManyBadRecordsException.class)
        .hasMessageContaining("wrong_type=2");
    assertThat(one("select count(*) from caravan_quarantine")).isEqualTo(0L);
    assertThat(one("select count(*) from orders")).isEqualTo(0L);
  }

  /** A hub may take the failure for handled, and keep its transaction. */
  @Test
  void aPageThatIsRefusedLeavesTheTableAsItIsEvenWhenItsTransactionIsKept() {
    sql.execute("create table orders (order_id bigint primary key, n smallint)");
    Loader loader = loader(TableSpec.of("orders", "order_id").withQuarantine(0, 0));
    load(loader, "[{\"order_id\": 0, \"n\": 1}]");
    String page = "[{\"order_id\": 1, \"n\": \"x\"}, {\"order_id\": 2, \"colour\": \"red\"}]";
    transaction(
        () ->
            assertThatThrownBy(() -> loadWithin(loader, json(page)))
                .isInstanceOf(TooManyBadRecordsException.class));
    assertThat(columns("orders")).containsExactly("order_id", "n");
    assertThat(one("select count(*) from caravan_quarantine")).isEqualTo(0L);

    load(loader, "[{\"order_id\": 2, \"colour\": \"red\"}]");
    assertThat(columns("orders")).containsExactly("order_id", "n", "colour");
  }

  private static List<Map<String, Object>> page(int size, int bad) {
    List<Map<String, Object>> page = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      page.add(i < bad ? Map.of("x", i) : Map.of("order_id", i));
    }
    return page;
  }
}
