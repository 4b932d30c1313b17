package dev.caravan.upsert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.quarantine.DeleteMode;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.SnapshotPart;
import dev.caravan.testing.TestDatabases;
import dev.caravan.upsert.fit.Batch;
import dev.caravan.upsert.spec.ChildSpecs;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.spec.WriteMode;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows that say which run brought them as they are, and when. */
class LineageTest extends OnEachDatabase {
  private static final TableSpec ORDERS =
      TableSpec.of("orders", "id").withVersion("v").withLineage(true);

  private LoadResult load(TableSpec spec, int run, String page) {
    Clock clock = Clock.fixed(NOW.plus(Duration.ofHours(run)), ZoneOffset.UTC);
    Loader loader = new Loader(database, spec, clock);
    Origin origin = new Origin("orders", "run-" + run, "page 1", "1", run == 1);
    return transaction(() -> loadWithin(loader, json(page), origin));
  }

  private List<String> lineage(String table) {
    return sql.query(
        "select _run_id, _loaded_at from " + table + " order by 1",
        (row, n) ->
            row.getString(1)
                + " "
                + Duration.between(NOW, TestDatabases.instant(row.getObject(2))).toHours());
  }

  @Test
  void aRowNamesTheRunThatChangedItLastAndNotOneThatOnlySawIt() {
    load(ORDERS, 1, "[{\"id\": 1, \"v\": 1, \"s\": \"a\"}, {\"id\": 2, \"v\": 1, \"s\": \"b\"}]");
    LoadResult second =
        load(
            ORDERS,
            2,
            "[{\"id\": 1, \"v\": 1, \"s\": \"a\"}, {\"id\": 2, \"v\": 2, \"s\": \"c\"}]");
    assertThat(second).isEqualTo(result(2, 0, 1, 1));
    assertThat(lineage("orders")).containsExactly("run-1 1", "run-2 2");
  }

  @ParameterizedTest
  @EnumSource(
      value = WriteMode.class,
      names = {"APPEND", "HISTORY"})
  void inTheModesThatKeepVersionsEachRowNamesItsOwn(WriteMode mode) {
    load(ORDERS.withMode(mode), 1, "[{\"id\": 1, \"v\": 1, \"s\": \"a\"}]");
    load(ORDERS.withMode(mode), 2, "[{\"id\": 1, \"v\": 1, \"s\": \"a\"}, {\"id\": 1, \"v\": 2}]");
    assertThat(lineage("orders")).containsExactly("run-1 1", "run-2 2");
  }

  @Test
  void rowsOfChildTablesAndTombstonesHaveItToo() {
    TableSpec spec =
        ORDERS
            .withDeletes("gone", DeleteMode.SOFT)
            .withChildren(
                ChildSpecs.parse(
                    "rows -> order_rows(order_id, n)", false, "orders", List.of("id")));
    load(spec, 1, "[{\"id\": 1, \"v\": 1, \"rows\": [{\"s\": \"a\"}, {\"s\": \"b\"}]}]");
    load(spec, 2, "[{\"id\": 1, \"v\": 2, \"rows\": [{\"s\": \"a\"}, {\"s\": \"c\"}]}]");
    assertThat(lineage("order_rows")).containsExactly("run-1 1", "run-2 2");
    load(spec, 3, "[{\"id\": 1, \"v\": 3, \"gone\": true}]");
    assertThat(lineage("orders")).containsExactly("run-3 3");
  }

  @Test
  void aScanThatReplacesTheTableLeavesItOfRowsThatDoNotChange() {
    TableSpec spec = TableSpec.of("orders", "id").withLineage(true).withMode(WriteMode.REPLACE);
    for (int run = 1; run <= 2; run++) {
      Loader loader = loader(spec);
      SnapshotPart part =
          new SnapshotPart(
              "orders",
              "scan-" + run,
              true,
              true,
              1,
              new SnapshotPart.FullScan(DeleteMode.HARD, NOW, List.of()));
      String page = "[{\"id\": 1, \"s\": \"a\"}, {\"id\": 2, \"s\": \"b%d\"}]".formatted(run);
      Origin origin = new Origin("orders", "run-" + run, "page 1");
      transaction(
          () -> {
            Batch batch = loader.validate(json(page), origin);
            batch.partOf(Optional.of(part));
            loader.stage(batch);
            loader.merge(batch);
            return loader.finish(batch, part);
          });
    }
    assertThat(lineage("orders")).containsExactly("run-1 0", "run-2 0");
  }

  @Test
  void aTableGetsItLaterAndAFieldOfThatNameIsAnother() {
    load(ORDERS.withLineage(false), 1, "[{\"id\": 1, \"v\": 1, \"s\": \"a\"}]");
    load(ORDERS, 2, "[{\"id\": 2, \"v\": 1, \"_run_id\": \"theirs\"}]");
    assertThat(one("select count(*) from orders where _run_id is null")).isEqualTo(1L);
    assertThat(text("select _run_id_2 from orders where id = 2")).isEqualTo("theirs");
    assertThat(text("select _run_id from orders where id = 2")).isEqualTo("run-2");
  }

  @Test
  void aColumnOfThatNameThatHoldsAFieldIsAnError() {
    sql.execute("create table orders (id int primary key, v int, run_id int)");
    load(ORDERS.withLineage(false), 1, "[{\"id\": 1, \"v\": 1, \"run_id\": 5}]");
    sql.execute("alter table orders rename column run_id to _run_id");
    sql.update("update caravan_column set column_name = '_run_id' where field = 'run_id'");
    assertThatThrownBy(() -> load(ORDERS, 2, "[{\"id\": 1, \"v\": 2}]"))
        .hasMessageContaining("holds the field run_id");
  }
}
