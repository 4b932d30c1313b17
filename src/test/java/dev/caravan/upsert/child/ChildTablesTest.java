package dev.caravan.upsert.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.LoadException;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.upsert.Loader;
import dev.caravan.upsert.OnEachDatabase;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.ChildSpecs;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.value.ColumnType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What becomes of lists within records that go to tables of their own. */
class ChildTablesTest extends OnEachDatabase {
  private static final Origin FIRST = new Origin("orders", "run-1", "page 1", "1", true);
  private static final String LINES = "lines -> order_lines(order_id, line_no)";
  private static final String TWO =
      LINES + ", lines.discounts -> line_discounts(order_id, line_no, discount_no)";

  private static TableSpec orders(String children) {
    TableSpec spec = TableSpec.of("orders", "id").withVersion("v");
    return spec.withChildren(ChildSpecs.parse(children, false, "orders", List.of("id")));
  }

  private LoadResult first(Loader loader, String page) {
    return transaction(() -> loadWithin(loader, json(page), FIRST));
  }

  private List<Map<String, Object>> lines() {
    return rows("select order_id, line_no, sku from order_lines order by 1, 2");
  }

  private static Map<String, Object> line(long order, long number, String sku) {
    return Map.of("order_id", order, "line_no", number, "sku", sku);
  }

  @Test
  void aListBecomesRowsWithTheKeyOfTheirRecordAndTheirPosition() {
    LoadResult result =
        first(
            loader(orders(LINES)),
            """
            [{"id": 7, "v": 1, "lines": [{"sku": "a", "n": 2}, {"sku": "b", "order_id": 7}]},
             {"id": 8, "v": 1, "lines": []}, {"id": 9, "v": 1}]\
            """);
    assertThat(lines()).containsExactly(line(7, 1, "a"), line(7, 2, "b"));
    assertThat(columns("orders")).containsExactly("id", "v");
    assertThat(columns("order_lines")).containsExactly("order_id", "line_no", "sku", "n");
    assertThat(result.inserted()).isEqualTo(5);
    assertThat(result.children()).isEqualTo(2);
  }

  @Test
  void aNewerRecordReplacesTheListAsAWholeAndAnOlderOneDoesNot() {
    Loader loader = loader(orders(LINES));
    first(loader, "[{\"id\": 7, \"v\": 2, \"lines\": [{\"sku\": \"a\"}, {\"sku\": \"b\"}]}]");
    LoadResult shrunk = load(loader, "[{\"id\": 7, \"v\": 3, \"lines\": [{\"sku\": \"b\"}]}]");
    assertThat(lines()).containsExactly(line(7, 1, "b"));
    assertThat(shrunk.updated()).isEqualTo(2);
    assertThat(shrunk.deleted()).isEqualTo(1);
    load(loader, "[{\"id\": 7, \"v\": 1, \"lines\": [{\"sku\": \"x\"}, {\"sku\": \"y\"}]}]");
    assertThat(lines()).containsExactly(line(7, 1, "b"));
    load(loader, "[{\"id\": 7, \"v\": 4}]");
    assertThat(lines()).isEmpty();
  }

  @Test
  void theNewestOfAPageHasItsListAndLoadingThePageAgainWritesNothing() {
    String page =
        """
        [{"id": 7, "v": 2, "lines": [{"sku": "new"}]}, {"id": 7, "v": 1, "lines": [{"sku": "old"}, {"sku": "old"}]}]\
        """;
    Loader loader = loader(orders(LINES));
    first(loader, page);
    LoadResult again = load(loader, page);
    assertThat(lines()).containsExactly(line(7, 1, "new"));
    assertThat(again).isEqualTo(new LoadResult(3, 0, 0, 3, 0, 0, 0, Map.of(), 1));
  }

  @Test
  void aListOfElementsOfAListIsATableTooAndShrinksWithBoth() {
    Loader loader = loader(orders(TWO));
    first(
        loader,
        """
        [{"id": 7, "v": 1, "lines": [{"sku": "a", "discounts": [{"off": 1}, {"off": 2}]},
                                     {"sku": "b", "discounts": [{"off": 3}]}]}]\
        """);
    assertThat(rows("select * from line_discounts order by 1, 2, 3"))
        .containsExactly(
            Map.of("order_id", 7L, "line_no", 1L, "discount_no", 1L, "off", 1L),
            Map.of("order_id", 7L, "line_no", 1L, "discount_no", 2L, "off", 2L),
            Map.of("order_id", 7L, "line_no", 2L, "discount_no", 1L, "off", 3L));
    assertThat(columns("order_lines")).containsExactly("order_id", "line_no", "sku");
    load(
        loader,
        "[{\"id\": 7, \"v\": 2, \"lines\": [{\"sku\": \"a\", \"discounts\": [{\"off\": 1}]}]}]");
    assertThat(one("select count(*) from line_discounts")).isEqualTo(1L);
    load(loader, "[{\"id\": 7, \"v\": 3, \"lines\": []}]");
    assertThat(one("select count(*) from line_discounts")).isEqualTo(0L);
  }

  @Test
  void aHardTombstoneTakesTheChildrenWithItUnlessItIsOlder() {
    Loader loader = loader(orders(TWO).withDeletes("gone", DeleteMode.HARD));
    String order =
        "{\"id\": %d, \"v\": 5, \"lines\": [{\"sku\": \"a\", \"discounts\": [{\"off\": 1}]}]}";
    first(loader, "[" + order.formatted(7) + "," + order.formatted(8) + "]");
    LoadResult result =
        load(
            loader,
            "[{\"id\": 7, \"v\": 4, \"gone\": true}, {\"id\": 8, \"v\": 6, \"gone\": true}]");
    assertThat(result.deleted()).isEqualTo(3);
    assertThat(lines()).containsExactly(line(7, 1, "a"));
    assertThat(one("select order_id from line_discounts")).isEqualTo(7L);
  }

  @Test
  void aSoftTombstoneMarksTheChildrenAndANewerRecordBringsThemBack() {
    Loader loader = loader(orders(LINES).withDeletes("gone", DeleteMode.SOFT));
    first(loader, "[{\"id\": 7, \"v\": 1, \"lines\": [{\"sku\": \"a\"}, {\"sku\": \"b\"}]}]");
    load(loader, "[{\"id\": 7, \"v\": 2, \"gone\": \"2025-01-01T00:00:00Z\"}]");
    assertThat(one("select count(*) from order_lines where _deleted is not null")).isEqualTo(2L);
    load(loader, "[{\"id\": 7, \"v\": 1, \"lines\": [{\"sku\": \"late\"}]}]");
    assertThat(one("select count(*) from order_lines where _deleted is not null")).isEqualTo(2L);
    load(loader, "[{\"id\": 7, \"v\": 3, \"lines\": [{\"sku\": \"c\"}]}]");
    assertThat(rows("select sku, _deleted from order_lines").get(0))
        .containsEntry("sku", "c")
        .containsEntry("_deleted", null);
    assertThat(one("select count(*) from order_lines")).isEqualTo(1L);
  }

  @Test
  void aSoftTombstoneInThePageOfItsRecordMarksWhatThatBrought() {
    Loader loader = loader(orders(LINES).withDeletes("gone", DeleteMode.SOFT));
    first(
        loader,
        """
        [{"id": 7, "v": 1, "lines": [{"sku": "a"}]}, {"id": 7, "v": 2, "gone": true}]\
        """);
    assertThat(one("select count(*) from order_lines where _deleted is not null")).isEqualTo(1L);
    assertThat(lines()).containsExactly(line(7, 1, "a"));
  }

  @Test
  void whatASnapshotDoesNotListIsDeletedWithItsChildren() {
    for (DeleteMode mode : DeleteMode.values()) {
      String table = "orders_" + mode;
      String child = ("lines_" + mode).toLowerCase(java.util.Locale.ROOT);
      TableSpec spec =
          TableSpec.of(table, "id")
              .withDeletes("gone", mode)
              .withChildren(
                  ChildSpecs.parse(
                      "lines -> %s(order_id, line_no)".formatted(child),
                      false,
                      table,
                      List.of("id")));
      Loader loader = loader(spec);
      first(
          loader,
          """
          [{"id": 1, "lines": [{"sku": "a"}]}, {"id": 2, "lines": [{"sku": "b"}, {"sku": "c"}]}]\
          """);
      LoadResult finished = snapshot(loader, "[{\"id\": 1, \"lines\": [{\"sku\": \"a\"}]}]");
      assertThat(finished.deleted()).isEqualTo(3);
      String live = mode == DeleteMode.SOFT ? " where _deleted is null" : "";
      assertThat(rows("select order_id, sku from " + child + live))
          .containsExactly(Map.of("order_id", 1L, "sku", "a"));
    }
  }

  private LoadResult snapshot(Loader loader, String page) {
    SnapshotPart part = new SnapshotPart("orders", "s1", true, true, 1);
    return transaction(
        () -> {
          Batch batch = loader.validate(json(page), FIRST);
          batch.partOf(Optional.of(part));
          loader.stage(batch);
          loader.merge(batch);
          return loader.finish(batch, part);
        });
  }

  @Test
  void aBadElementPutsTheWholeRecordIntoQuarantineAndTheOlderOneOfThePageIsLoaded() {
    TableSpec spec = orders("lines -> order_lines(order_id, sku=code)").withQuarantine(1, 10);
    LoadResult result =
        first(
            loader(spec),
            """
            [{"id": 7, "v": 1, "lines": [{"code": "a"}]},
             {"id": 7, "v": 2, "lines": [{"code": "a"}, {"x": 1}]},
             {"id": 8, "v": 1, "lines": [{"code": "b"}, {"code": "b"}]},
             {"id": 9, "v": 1, "lines": "none"}]\
            """);
    assertThat(rows("select id, v from orders")).containsExactly(Map.of("id", 7L, "v", 1L));
    assertThat(rows("select order_id, sku from order_lines"))
        .containsExactly(Map.of("order_id", 7L, "sku", "a"));
    assertThat(result.quarantined())
        .isEqualTo(Map.of("missing_key", 1L, "repeated_key", 1L, "wrong_type", 1L));
    assertThat(text("select detail from caravan_quarantine where reason = 'missing_key'"))
        .startsWith("lines[1], field \"sku\": missing or null");
    assertThat(text("select record from caravan_quarantine where reason = 'missing_key'"))
        .contains("\"lines\":[{\"code\":\"a\"},{\"x\":1}]");
  }

  @Test
  void whatDoesNotFitADeclaredColumnOfAChildPutsTheRecordIntoQuarantine() {
    ChildSpecs children =
        ChildSpecs.parse(LINES, false, "orders", List.of("id"))
            .with(List.of("lines.sku"), Map.of("lines.n", ColumnType.BIGINT));
    Loader loader = loader(TableSpec.of("orders", "id").withChildren(children));
    LoadResult result =
        first(
            loader,
            """
            [{"id": 1, "lines": [{"sku": "a", "n": 1}]}, {"id": 2, "lines": [{"sku": "a", "n": "many", "y": 1}]},
             {"id": 3, "lines": [{"n": 1}]}]\
            """);
    assertThat(result.quarantined()).isEqualTo(Map.of("wrong_type", 1L, "missing_required", 1L));
    assertThat(lines()).containsExactly(line(1, 1, "a"));
  }

  @Test
  void aFieldWithTheNameOfAPartOfTheKeyAndAnotherValueIsSaid() {
    assertThatThrownBy(
            () -> first(loader(orders(LINES)), "[{\"id\": 7, \"lines\": [{\"line_no\": 10}]}]"))
        .hasMessageContaining("line_no=line_no")
        .hasMessageNotContaining("10");
  }

  @Test
  void aKeyThatBecomesTextDoesSoInTheChildTable() {
    Loader loader = loader(orders(LINES).withDeletes("gone", DeleteMode.HARD));
    first(loader, "[{\"id\": 7, \"v\": 1, \"lines\": [{\"sku\": \"a\"}]}]");
    load(loader, "[{\"id\": \"x\", \"v\": 1, \"lines\": [{\"sku\": \"b\"}]}]");
    assertThat(rows("select order_id, sku from order_lines order by 1"))
        .containsExactly(Map.of("order_id", "7", "sku", "a"), Map.of("order_id", "x", "sku", "b"));
    load(loader, "[{\"id\": 7, \"v\": 2, \"lines\": [{\"sku\": \"c\"}]}]");
    snapshot(loader, "[{\"id\": 7, \"v\": 3, \"lines\": [{\"sku\": \"c\"}]}]");
    assertThat(rows("select order_id, sku from order_lines"))
        .containsExactly(Map.of("order_id", "7", "sku", "c"));
  }

  @Test
  void elementsThatAreNoObjectsBecomeValuesAndALongWayLeadsThroughObjects() {
    first(
        loader(orders("tags.data -> order_tags(order_id, tag_no)")),
        "[{\"id\": 7, \"v\": 1, \"tags\": {\"total\": 2, \"data\": [\"a\", null]}}]");
    assertThat(rows("select tag_no, value from order_tags order by 1").get(0))
        .isEqualTo(Map.of("tag_no", 1L, "value", "a"));
    assertThat(one("select count(*) from order_tags")).isEqualTo(2L);
    assertThat(text("select tags from orders").replace(" ", "")).isEqualTo("{\"total\":2}");
  }

  @Test
  void tablesAndColumnsMayHaveShortNames() {
    for (String name : List.of("s", "t", "n", "k")) {
      String parent = "parents_of_" + name;
      TableSpec spec =
          TableSpec.of(parent, "n")
              .withDeletes("gone", DeleteMode.HARD)
              .withChildren(
                  ChildSpecs.parse(
                      "lines -> %s(n, s)".formatted(name), false, parent, List.of("n")));
      Loader loader = loader(spec);
      first(loader, "[{\"n\": 1, \"lines\": [1, 2, 3]}, {\"n\": 2, \"lines\": [1]}]");
      load(loader, "[{\"n\": 1, \"lines\": [4]}]");
      assertThat(rows("select n, s, value from " + name + " order by 1, 2"))
          .containsExactly(
              Map.of("n", 1L, "s", 1L, "value", 4L), Map.of("n", 2L, "s", 1L, "value", 1L));
      snapshot(loader, "[{\"n\": 2, \"lines\": [1]}]");
      assertThat(one("select count(*) from " + name)).isEqualTo(1L);
    }
  }

  @Test
  void aTombstoneWithABadListStillDeletes() {
    Loader loader = loader(orders(LINES).withDeletes("gone", DeleteMode.SOFT));
    first(loader, "[{\"id\": 7, \"v\": 1, \"lines\": [{\"sku\": \"a\"}]}]");
    String tombstone = "{\"id\": 7, \"v\": 2, \"gone\": true, \"lines\": %s}";
    assertThat(load(loader, "[" + tombstone.formatted("[{\"line_no\": 9}]") + "]").deleted())
        .isEqualTo(2);
    assertThat(load(loader, "[" + tombstone.formatted("7") + "]").quarantined()).isEmpty();
    assertThat(lines()).containsExactly(line(7, 1, "a"));
  }

  @Test
  void rowsThatWereThereBeforeTheChildTableAreNotForgotten() {
    load(loader(TableSpec.of("orders", "id")), "[{\"id\": 1, \"lines\": [{\"sku\": \"a\"}]}]");
    String page = "[{\"id\": 2, \"lines\": [{\"sku\": \"a\"}]}]";
    TableSpec spec = orders(LINES);
    assertThatThrownBy(() -> load(loader(spec), page))
        .isInstanceOf(LoadException.class)
        .hasMessageContaining("./caravan checkpoint reset orders");
    first(loader(spec), page);
    load(loader(spec), page);
    assertThat(lines()).hasSize(1);
  }

  @Test
  void whoLoadsTheTableWithoutItsChildTableIsRefused() {
    first(loader(orders(LINES)), "[{\"id\": 1, \"lines\": [{\"sku\": \"a\"}]}]");
    assertThatThrownBy(() -> load(loader(TableSpec.of("orders", "id")), "[{\"id\": 1}]"))
        .hasMessageContaining("has the child table order_lines");
    TableSpec others =
        TableSpec.of("invoices", "id")
            .withChildren(ChildSpecs.parse(LINES, false, "invoices", List.of("id")));
    assertThatThrownBy(() -> first(loader(others), "[{\"id\": 1}]"))
        .hasMessageContaining("is the child table of orders");
  }

  @Test
  void withKeepTheListStaysInTheRow() {
    TableSpec spec =
        TableSpec.of("orders", "id")
            .withChildren(ChildSpecs.parse(TWO, true, "orders", List.of("id")));
    first(loader(spec), "[{\"id\": 1, \"lines\": [{\"sku\": \"a\", \"discounts\": [1]}]}]");
    assertThat(text("select \"lines\" from orders")).contains("discounts");
    assertThat(text("select discounts from order_lines")).isEqualTo("[1]");
  }
}
