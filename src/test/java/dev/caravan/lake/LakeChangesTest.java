package dev.caravan.lake;

import static dev.caravan.lake.LakeHub.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.quarantine.LoadResult;
import dev.caravan.testing.TestDatabases;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that go or move, and tables that change with their records. */
class LakeChangesTest {
  private static final String ITEMS = "table: items, key: id, version: at";

  @TempDir Path folder;
  private LakeHub hub;

  @BeforeEach
  void open() {
    hub = LakeHub.onSqlite(folder);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void aHardDeleteTakesTheRowAwayAndNoOlderUpdateBringsItBack() throws Exception {
    hub.start(ITEMS + ", deleted: gone, deleteMode: hard");
    hub.accept(row("id", 1, "at", 1), row("id", 2, "at", 1));
    hub.publish();
    LoadResult deleted = hub.accept(row("id", 1, "at", 2, "gone", true));
    hub.publish();
    LoadResult late = hub.accept(row("id", 1, "at", 2, "v", "late"), row("id", 1, "at", 1));
    hub.publish();
    assertThat(hub.rows("items", "id")).containsExactly(row("id", 2L, "at", 1L));
    assertThat(deleted.deleted()).isEqualTo(1);
    assertThat(late.unchanged()).isEqualTo(2);
    hub.accept(row("id", 1, "at", 3));
    hub.publish();
    assertThat(hub.rows("items", "id")).hasSize(2);
  }

  @Test
  void aRowThatIsDeletedBeforeItWasPublishedIsNeverThere() throws Exception {
    hub.start(ITEMS + ", deleted: gone, deleteMode: hard");
    hub.accept(row("id", 1, "at", 1), row("id", 2, "at", 1));
    hub.accept(row("id", 1, "at", 2, "gone", true));
    hub.publish();
    assertThat(hub.rows("items", "id")).containsExactly(row("id", 2L, "at", 1L));
  }

  @Test
  void aSoftDeleteKeepsTheValuesOfTheRow() throws Exception {
    hub.start("table: items, key: id, version: at, deleted: gone");
    hub.accept(
        row("id", 1, "at", "2025-01-01T00:00:00Z", "v", "published"),
        row("id", 2, "at", "2025-01-01T00:00:00Z", "v", "kept"));
    hub.publish();
    hub.accept(row("id", 3, "at", "2025-01-01T00:00:00Z", "v", "waiting"));
    hub.accept(
        row("id", 1, "at", "2025-01-02T00:00:00Z", "gone", true),
        row("id", 3, "at", "2025-01-02T00:00:00Z", "gone", true));
    hub.publish();
    assertThat(hub.rows("items", "id"))
        .extracting(row -> row.get("v"), row -> row.get("_deleted"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("published", Instant.parse("2025-01-02T00:00:00Z")),
            org.assertj.core.groups.Tuple.tuple("kept", null),
            org.assertj.core.groups.Tuple.tuple("waiting", Instant.parse("2025-01-02T00:00:00Z")));
  }

  @Test
  void aRowThatMovesToAnotherPartitionIsInThatOneOnly() throws Exception {
    hub.start(ITEMS + ", partition: 'day(at), bucket(4, id)'");
    hub.accept(
        row("id", 1, "at", "2025-01-01T10:00:00Z", "v", "a"),
        row("id", 2, "at", "2025-01-01T10:00:00Z", "v", "a"));
    hub.publish();
    hub.accept(row("id", 1, "at", "2025-01-05T10:00:00Z", "v", "b"));
    hub.publish();
    Table table = hub.table("items");
    assertThat(table.spec().fields()).hasSize(2);
    assertThat(hub.rows("items", "id")).extracting(row -> row.get("v")).containsExactly("b", "a");
    assertThat(table.currentSnapshot().summary()).containsEntry("total-position-deletes", "1");
  }

  @Test
  void aNewFieldIsANewColumnThatOlderRowsHaveAsNull() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 1));
    hub.publish();
    hub.accept(row("id", 2, "at", 1, "New Field", "x"));
    hub.publish();
    assertThat(hub.rows("items", "id"))
        .containsExactly(row("id", 1L, "at", 1L), row("id", 2L, "at", 1L, "new_field", "x"));
  }

  @Test
  void aValueThatItsColumnDoesNotHoldGetsAColumnBesideIt() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 1, "price", 10));
    hub.publish();
    hub.accept(
        row("id", 2, "at", 1, "price", new BigDecimal("10.5")),
        row("id", 3, "at", 1, "price", "free"),
        row("id", 4, "at", 1, "price", new BigDecimal("1e-30")));
    hub.publish();
    assertThat(hub.rows("items", "id"))
        .containsExactly(
            row("id", 1L, "at", 1L, "price", 10L),
            row("id", 2L, "at", 1L, "price_numeric", new BigDecimal("10.500000000000000000")),
            row("id", 3L, "at", 1L, "price_text", "free"),
            row("id", 4L, "at", 1L, "price_text", "0.000000000000000000000000000001"));
  }

  @Test
  void columnsOfATableThatWasThereAreWidenedByIcebergsOwnRules() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 1));
    hub.publish();
    hub.table("items")
        .updateSchema()
        .addColumn("n", Types.IntegerType.get())
        .addColumn("f", Types.FloatType.get())
        .addColumn("d", Types.DecimalType.of(4, 2))
        .commit();
    for (String name : List.of("table", "row", "file", "outbox")) {
      hub.database().jdbc().update("delete from caravan_lake_" + name);
    }
    hub.accept(row("id", 2, "at", 1, "n", 7, "f", new BigDecimal("0.5"), "d", 12));
    hub.publish();
    hub.accept(row("id", 3, "at", 1, "n", 1L << 40, "f", new BigDecimal("0.1"), "d", 123456789));
    hub.publish();
    assertThat(hub.rows("items", "id"))
        .containsExactly(
            row("id", 1L, "at", 1L),
            row("id", 2L, "at", 1L, "n", 7L, "f", 0.5, "d", new BigDecimal("12.00")),
            row("id", 3L, "at", 1L, "n", 1L << 40, "f", 0.1, "d", new BigDecimal("123456789.00")));
  }

  @Test
  void aFrozenTableSendsWhatIsNewToQuarantine() throws Exception {
    hub.start(ITEMS + ", schema: freeze");
    hub.accept(row("id", 1, "at", 1, "v", 1));
    LoadResult result =
        hub.accept(
            row("id", 2, "at", 1, "w", 1), row("id", 3, "at", 1, "v", "x"), row("id", 4, "at", 1));
    assertThat(result.quarantined()).containsOnlyKeys("unknown_field", "wrong_type");
    hub.publish();
    assertThat(hub.rows("items", "id")).hasSize(2);
  }

  @Test
  void theLakeIsTheSameWithPostgres() throws Exception {
    roundOn(new LakeHub(folder, TestDatabases.postgresUrl(), "postgres"));
  }

  @Test
  void theLakeIsTheSameWithMariaDb() throws Exception {
    roundOn(new LakeHub(folder, TestDatabases.mariaDbUrl(), "root"));
  }

  private static void roundOn(LakeHub server) throws Exception {
    try (server) {
      server.start(ITEMS + ", deleted: gone, deleteMode: hard");
      server.accept(row("id", 1, "at", 1, "v", "ä"), row("id", 2, "at", 1), row("id", 3, "at", 1));
      server.publish();
      server.accept(row("id", 1, "at", 2, "v", "b"), row("id", 2, "at", 2, "gone", true));
      server.publish();
      assertThat(server.rows("items", "id"))
          .containsExactly(row("id", 1L, "at", 2L, "v", "b"), row("id", 3L, "at", 1L));
    }
  }
}
