package dev.caravan.upsert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.quarantine.LoadResult;
import dev.caravan.upsert.spec.TableSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.dao.TransientDataAccessException;

/** Two streams load one table: what one changes in it, the other goes by from its next page on. */
class TwoLoadersTest extends OnEachDatabase {
  private static final TableSpec ORDERS = TableSpec.of("orders", "id").withVersion("v");

  @Test
  void versionsCompareAsNumbersAfterTheOtherWidenedThem() {
    Loader one = loader(ORDERS);
    Loader other = loader(ORDERS);
    load(one, "[{\"id\": 1, \"v\": 10, \"s\": \"new\"}]");
    load(other, "[{\"id\": 2, \"v\": 1.5}]");

    assertThat(again(() -> load(one, "[{\"id\": 1, \"v\": 9, \"s\": \"old\"}]")).unchanged())
        .isOne();
    assertThat(text("select s from orders where id = 1")).isEqualTo("new");
  }

  @Test
  void aTimestampStaysOneKeyAfterTheOtherMadeTextOfIt() {
    Loader one = loader(ORDERS);
    Loader other = loader(ORDERS);
    String page = "[{\"id\": \"2025-01-01T00:00:00Z\", \"s\": \"%s\"}]";
    load(one, page.formatted("a"));
    load(other, "[{\"id\": \"x\"}]");

    assertThat(again(() -> load(one, page.formatted("b"))).updated()).isOne();
    assertThat(one("select count(*) from orders")).isEqualTo(2L);
  }

  @Test
  void aTruthIsNoNumberAfterTheOtherMadeTextOfIt() {
    Loader one = loader(ORDERS);
    Loader other = loader(ORDERS);
    load(one, "[{\"id\": 1, \"b\": true}]");
    load(other, "[{\"id\": 2, \"b\": \"x\"}]");

    again(() -> load(one, "[{\"id\": 3, \"b\": true}]"));
    assertThat(sql.queryForList("select b from orders order by id", String.class))
        .containsExactly("true", "x", "true");
  }

  @Test
  void whatTheOtherWidensWithinThePageCounts() {
    Loader one = loader(ORDERS);
    Loader other = loader(ORDERS);
    load(one, "[{\"id\": 1, \"v\": 10, \"s\": \"new\"}]");

    LoadResult late =
        again(
            () ->
                transaction(
                    () -> {
                      loadWithin(one, json("[{\"id\": 3, \"v\": 1}]"));
                      loadWithin(other, json("[{\"id\": 2, \"v\": 1.5}]"));
                      return loadWithin(one, json("[{\"id\": 1, \"v\": 9, \"s\": \"old\"}]"));
                    }));
    assertThat(late.unchanged()).isOne();
  }

  @Test
  void aColumnOfTheOtherBecomesNullInARecordWithoutIt() {
    Loader one = loader(ORDERS);
    Loader other = loader(ORDERS);
    load(one, "[{\"id\": 1, \"v\": 1}]");
    load(other, "[{\"id\": 1, \"v\": 2, \"s\": \"a\"}]");

    again(() -> load(one, "[{\"id\": 1, \"v\": 3}]"));
    assertThat(rows("select v, s from orders")).isEqualTo(List.of(nullable("v", 3L, "s", null)));
  }

  private static Map<String, Object> nullable(String a, Object one, String b, Object other) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put(a, one);
    row.put(b, other);
    return row;
  }

  /** A page is fetched again when the table turned out to be another one. */
  private static LoadResult again(Supplier<LoadResult> page) {
    try {
      return page.get();
    } catch (TransientDataAccessException stale) {
      return page.get();
    }
  }
}
