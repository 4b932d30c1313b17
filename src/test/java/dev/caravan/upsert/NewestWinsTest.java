package dev.caravan.upsert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.TableSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NewestWinsTest extends OnEachDatabase {
  private static final TableSpec ORDERS = TableSpec.of("orders", "order_id").withVersion("v");

  @Test
  void severalVersionsOfOneKeyInAPageNewestWins() {
    LoadResult result =
        load(
            loader(ORDERS),
            """
            [{"order_id": 1, "v": 2, "s": "b"}, {"order_id": 1, "v": 3, "s": "c"},
             {"order_id": 1, "v": 1, "s": "a"}, {"order_id": 2, "v": 1, "s": "x"}]""");
    assertThat(result).isEqualTo(result(4, 2, 0, 2));
    assertThat(text("select s from orders where order_id = 1")).isEqualTo("c");
  }

  @Test
  void ofEquallyNewRecordsInAPageTheLaterWins() {
    load(
        loader(ORDERS),
        "[{\"order_id\": 1, \"v\": 2, \"s\": \"a\"}, {\"order_id\": 1, \"v\": 2, \"s\": \"b\"}]");
    assertThat(text("select s from orders")).isEqualTo("b");
  }

  @Test
  void withoutAVersionTheLastOfAPageWins() {
    Loader loader = loader(TableSpec.of("orders", "order_id"));
    load(loader, "[{\"order_id\": 1, \"s\": \"a\"}, {\"order_id\": 1, \"s\": \"b\"}]");
    assertThat(text("select s from orders")).isEqualTo("b");
    assertThat(load(loader, "[{\"order_id\": 1, \"s\": \"c\"}]")).isEqualTo(result(1, 0, 1, 0));
    assertThat(text("select s from orders")).isEqualTo("c");
  }

  @Test
  void oneAndOnePointZeroAreOneKey() {
    Loader loader = loader(ORDERS);
    LoadResult result =
        load(
            loader,
            "[{\"order_id\": 1.50, \"v\": 1}, {\"order_id\": 1.5, \"v\": 2}, {\"order_id\": 1, \"v\": 1}]");
    assertThat(result).isEqualTo(result(3, 2, 0, 1));
    assertThat(load(loader, "[{\"order_id\": 1.0, \"v\": 5}, {\"order_id\": 1e0, \"v\": 6}]"))
        .isEqualTo(result(2, 0, 1, 1));
  }

  @Test
  void equalInstantsInTwoOffsetsAreOneKey() {
    Loader loader = loader(ORDERS);
    LoadResult result =
        load(
            loader,
            """
            [{"order_id": "2025-04-12T09:33:00Z", "v": 1},
             {"order_id": "2025-04-12T11:33:00.000+02:00", "v": 2}]""");
    assertThat(result).isEqualTo(result(2, 1, 0, 1));
    assertThat(load(loader, "[{\"order_id\": \"2025-04-12T04:33:00-0500\", \"v\": 3}]"))
        .isEqualTo(result(1, 0, 1, 0));
  }

  @Test
  void anOlderVersionIsIgnoredAndCountsAsUnchanged() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"v\": 10, \"s\": \"new\"}]");
    assertThat(load(loader, "[{\"order_id\": 1, \"v\": 9, \"s\": \"old\"}]"))
        .isEqualTo(result(1, 0, 0, 1));
    assertThat(text("select s from orders")).isEqualTo("new");
  }

  @Test
  void versionsAreComparedAsInstantsNotAsText() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"v\": \"2025-04-12T09:33:00.063Z\", \"s\": \"new\"}]");
    LoadResult older =
        load(
            loader, "[{\"order_id\": 1, \"v\": \"2025-04-12T11:33:00.06+02:00\", \"s\": \"old\"}]");
    assertThat(older).isEqualTo(result(1, 0, 0, 1));
    LoadResult newer =
        load(
            loader,
            "[{\"order_id\": 1, \"v\": \"2025-04-12T04:33:00.064-05:00\", \"s\": \"newer\"}]");
    assertThat(newer).isEqualTo(result(1, 0, 1, 0));
  }

  @Test
  void wholeNumbersAsTextCompareAsNumbers() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"v\": \"9\", \"s\": \"old\"}]");
    assertThat(load(loader, "[{\"order_id\": 1, \"v\": \"10\", \"s\": \"new\"}]"))
        .isEqualTo(result(1, 0, 1, 0));
  }

  @Test
  void equalContentWritesNothingAndEqualVersionWithOtherContentReplaces() {
    Loader loader = loader(ORDERS);
    String page =
        "[{\"order_id\": 1, \"v\": 1, \"s\": \"a\", \"j\": {\"k\": [1, null]}, \"n\": null, \"d\": 1.5}]";
    assertThat(load(loader, page)).isEqualTo(result(1, 1, 0, 0));
    assertThat(load(loader, page)).isEqualTo(result(1, 0, 0, 1));
    assertThat(load(loader, page.replace("null]", "2]"))).isEqualTo(result(1, 0, 1, 0));
  }

  @Test
  void aMissingVersionNeverBeatsAPresentOne() {
    Loader loader = loader(ORDERS);
    assertThat(
            load(
                loader,
                "[{\"order_id\": 1, \"v\": 1, \"s\": \"a\"}, {\"order_id\": 1, \"v\": null, \"s\": \"b\"}]"))
        .isEqualTo(result(2, 1, 0, 1));
    assertThat(load(loader, "[{\"order_id\": 1, \"s\": \"c\"}]")).isEqualTo(result(1, 0, 0, 1));
    assertThat(text("select s from orders")).isEqualTo("a");
  }

  @Test
  void anyVersionBeatsAMissingOneAlsoWhenNoRecordHadAnySoFar() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"s\": \"a\"}, {\"order_id\": 1, \"v\": null, \"s\": \"b\"}]");
    assertThat(columns("orders")).containsExactly("order_id", "s");
    assertThat(load(loader, "[{\"order_id\": 1, \"v\": -5, \"s\": \"c\"}]"))
        .isEqualTo(result(1, 0, 1, 0));
    assertThat(text("select s from orders")).isEqualTo("c");
  }

  @Test
  void compositeKeysAndTextKeysAreExactInCase() {
    Loader loader = loader(TableSpec.of("orders", "shop", "no").withVersion("v"));
    LoadResult result =
        load(
            loader,
            """
            [{"shop": "a", "no": 1, "v": 1}, {"shop": "A", "no": 1, "v": 1}, {"shop": "a", "no": 2, "v": 1},
             {"shop": "a ", "no": 1, "v": 1}, {"shop": "a", "no": 1, "v": 2}]""");
    assertThat(result).isEqualTo(result(5, 4, 0, 1));
    assertThat(load(loader, "[{\"shop\": \"A\", \"no\": 1, \"v\": 2}]"))
        .isEqualTo(result(1, 0, 1, 0));
    assertThat(one("select v from orders where shop = 'A' and no = 1")).isEqualTo(2L);
    assertThat(one("select count(*) from orders")).isEqualTo(4L);
  }

  @Test
  void countsAreRightForRowsWrittenEarlierInTheSameTransaction() {
    Loader loader = loader(ORDERS);
    load(loader, "[{\"order_id\": 1, \"v\": 1}, {\"order_id\": 2, \"v\": 1}]");
    List<LoadResult> results =
        transaction(
            () ->
                List.of(
                    loadWithin(
                        loader, json("[{\"order_id\": 2, \"v\": 2}, {\"order_id\": 3, \"v\": 1}]")),
                    loadWithin(
                        loader,
                        json(
                            """
                            [{"order_id": 1, "v": 2}, {"order_id": 2, "v": 3}, {"order_id": 3, "v": 2},
                             {"order_id": 4, "v": 1}]""")),
                    loadWithin(
                        loader,
                        json("[{\"order_id\": 2, \"v\": 4}, {\"order_id\": 4, \"v\": 1}]"))));
    assertThat(results).containsExactly(result(2, 1, 1, 0), result(4, 1, 3, 0), result(2, 0, 1, 1));
  }

  @Test
  void aTableOfNothingButItsKeyIsLoaded() {
    Loader loader = loader(TableSpec.of("tags", "tag"));
    assertThat(load(loader, "[{\"tag\": \"a\"}, {\"tag\": \"b\"}]")).isEqualTo(result(2, 2, 0, 0));
    assertThat(load(loader, "[{\"tag\": \"a\"}, {\"tag\": \"c\"}]")).isEqualTo(result(2, 1, 0, 1));
  }

  @Test
  void anEmptyPageTouchesNothing() {
    assertThat(load(loader(ORDERS), "[]")).isEqualTo(result(0, 0, 0, 0));
    assertThat(columns("orders")).isEmpty();
  }

  @Test
  void aRolledBackPageLeavesNothingAndIsLoadedAgainFromTheSameBatch() {
    Loader loader = loader(ORDERS);
    Batch batch =
        loader.validate(json("[{\"order_id\": 1, \"v\": 1}, 7]"), new Origin("s", "r", "p"));
    assertThatThrownBy(
            () ->
                transaction(
                    () -> {
                      loader.stage(batch);
                      loader.merge(batch);
                      throw new IllegalStateException("the checkpoint did not move");
                    }))
        .hasMessage("the checkpoint did not move");
    assertThat(one("select count(*) from caravan_quarantine")).isEqualTo(0L);
    LoadResult again =
        transaction(
            () -> {
              loader.stage(batch);
              return loader.merge(batch);
            });
    assertThat(again).isEqualTo(new LoadResult(2, 1, 0, 0, 0, Map.of("not_an_object", 1L)));
    assertThat(one("select count(*) from orders")).isEqualTo(1L);
  }

  @Test
  void stagingOutsideATransactionIsRefused() {
    Loader loader = loader(ORDERS);
    Batch batch = loader.validate(json("[{\"order_id\": 1}]"), new Origin("s", "r", "p"));
    assertThatThrownBy(() -> loader.stage(batch)).hasMessageContaining("needs a transaction");
  }

  @Test
  void aBatchIsMergedOnce() {
    Loader loader = loader(ORDERS);
    Batch batch = loader.validate(json("[{\"order_id\": 1}]"), new Origin("s", "r", "p"));
    assertThatThrownBy(() -> loader.merge(batch)).isInstanceOf(IllegalStateException.class);
  }
}
