package dev.caravan.lake;

import static dev.caravan.lake.LakeHub.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.quarantine.LoadResult;
import dev.caravan.quarantine.RepeatedKeysException;
import dev.caravan.quarantine.Repeats;
import dev.caravan.quarantine.ScanKeys;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records into an Iceberg table, as Iceberg's own reader then finds them. */
class LakeTest {
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
  void everyKindOfValueIsReadAsItCame() throws Exception {
    hub.start(ITEMS);
    hub.accept(
        row(
            "id",
            7,
            "at",
            "2025-04-12T09:33:00.123456+02:00",
            "price",
            new BigDecimal("12345678901234567890.123456789012345678"),
            "many",
            Long.MAX_VALUE,
            "ok",
            true,
            "name",
            "Zoë \uD83D\uDE80",
            "tags",
            List.of(1, Map.of("a", new BigDecimal("1.10"))),
            "nothing",
            null));
    hub.publish();
    assertThat(hub.rows("items", "id"))
        .containsExactly(
            row(
                "id",
                7L,
                "at",
                Instant.parse("2025-04-12T07:33:00.123456Z"),
                "price",
                new BigDecimal("12345678901234567890.123456789012345678"),
                "many",
                Long.MAX_VALUE,
                "ok",
                true,
                "name",
                "Zoë \uD83D\uDE80",
                "tags",
                "[1,{\"a\":1.10}]"));
  }

  @Test
  void theNewestVersionWinsWithinAPageAndAgainstTheTable() throws Exception {
    hub.start(ITEMS);
    LoadResult first = hub.accept(row("id", 1, "at", 2, "v", "b"), row("id", 1, "at", 1, "v", "a"));
    hub.publish();
    LoadResult second =
        hub.accept(row("id", 1, "at", 1, "v", "late"), row("id", 2, "at", 1, "v", "x"));
    LoadResult third = hub.accept(row("id", 1, "at", 3, "v", "c"), row("id", 2, "at", 1, "v", "x"));
    hub.publish();
    assertThat(hub.rows("items", "id"))
        .containsExactly(row("id", 1L, "at", 3L, "v", "c"), row("id", 2L, "at", 1L, "v", "x"));
    assertThat(List.of(first.inserted(), first.unchanged())).containsExactly(1L, 1L);
    assertThat(List.of(second.inserted(), second.unchanged())).containsExactly(1L, 1L);
    assertThat(List.of(third.updated(), third.unchanged())).containsExactly(1L, 1L);
  }

  @Test
  void aPageThatComesAgainMakesNoSnapshot() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 2, "v", new BigDecimal("1.50")));
    hub.publish();
    long snapshot = hub.table("items").currentSnapshot().snapshotId();
    hub.accept(row("id", 1, "at", 2, "v", new BigDecimal("1.5")));
    hub.publish();
    assertThat(hub.table("items").currentSnapshot().snapshotId()).isEqualTo(snapshot);
  }

  @Test
  void rowsThatWereNotPublishedAreInTheNextSnapshotAfterARestart() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 1));
    hub.start(ITEMS);
    hub.publish();
    assertThat(hub.rows("items", "id")).containsExactly(row("id", 1L, "at", 1L));
  }

  @Test
  void theSnapshotNamesTheLastNumberOfTheOutbox() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 1), row("id", 2, "at", 1));
    hub.publish();
    hub.accept(row("id", 3, "at", 1));
    hub.publish();
    assertThat(hub.table("items").currentSnapshot().summary()).containsEntry("caravan.outbox", "3");
  }

  @Test
  void onePublicationIsOneFileOfRowsAndOneOfDeletedPositions() throws Exception {
    hub.start(ITEMS);
    for (int page = 0; page < 3; page++) {
      hub.accept(row("id", page, "at", 1), row("id", page + 10, "at", 1));
    }
    hub.publish();
    hub.accept(row("id", 0, "at", 2), row("id", 11, "at", 2));
    hub.publish();
    assertThat(hub.table("items").currentSnapshot().summary())
        .containsEntry("total-data-files", "2")
        .containsEntry("total-position-deletes", "2")
        .containsEntry("total-delete-files", "1")
        .containsEntry("total-equality-deletes", "0");
    assertThat(hub.rows("items", "id")).hasSize(6);
  }

  @Test
  void manyRowsArePublishedSoManyAtATime() throws Exception {
    hub.start(ITEMS + ", publishRows: 2");
    for (int id = 0; id < 5; id++) {
      hub.accept(row("id", id, "at", 1));
    }
    hub.publish();
    assertThat(hub.table("items").snapshots()).hasSize(3);
    assertThat(hub.rows("items", "id")).hasSize(5);
  }

  @Test
  void badRecordsGoToQuarantine() throws Exception {
    hub.start(ITEMS);
    LoadResult result =
        hub.accept(row("id", 1, "at", 1), row("at", 1), row("id", 2, "at", "yesterday"));
    assertThat(result.quarantined()).containsOnlyKeys("missing_key", "bad_version");
    assertThat(
            hub.database()
                .jdbc()
                .queryForList("select target from caravan_quarantine", String.class))
        .containsOnly("lake:items");
  }

  @Test
  void appendKeepsEachVersionOnce() throws Exception {
    hub.start(ITEMS + ", mode: append");
    hub.accept(row("id", 1, "at", 1, "v", "a"));
    hub.accept(row("id", 1, "at", 2, "v", "b"), row("id", 1, "at", 1, "v", "a"));
    hub.publish();
    assertThat(hub.rows("items", "at")).extracting(row -> row.get("v")).containsExactly("a", "b");
    assertThat(hub.rows("items", "at")).allSatisfy(row -> assertThat(row).containsKey("_seen_at"));
  }

  @Test
  void aKeyThatTellsNoRecordsApartFailsTheFirstScan() throws Exception {
    hub.start("table: items, key: kind, version: at");
    List<Map<String, Object>> page =
        IntStream.range(0, 120).mapToObj(id -> row("kind", "a", "id", id, "at", 1)).toList();
    ScanKeys scan = new ScanKeys(Instant.EPOCH);
    assertThatThrownBy(() -> hub.accept(page, scan::putOn))
        .isInstanceOf(RepeatedKeysException.class)
        .hasMessageContaining("for example kind a in table lake:items");

    hub.start("table: items, key: kind, version: at, repeatedKeys: true");
    assertThat(hub.accept(page, new ScanKeys(Instant.EPOCH)::putOn).inserted()).isEqualTo(1);
  }

  @Test
  void recordsOfThePageBeforeThatComeAgainAreNoSignOfThatAndCountedAsRepeated() throws Exception {
    hub.start(ITEMS);
    List<Map<String, Object>> page =
        IntStream.range(0, 120).mapToObj(id -> row("id", id, "at", 1)).toList();
    ScanKeys scan = new ScanKeys(Instant.EPOCH);
    Repeats run = new Repeats();
    hub.accept(page, exchange -> inRun(exchange, scan, run));
    LoadResult again = hub.accept(page.subList(100, 120), exchange -> inRun(exchange, scan, run));
    assertThat(List.of(again.unchanged(), again.repeated())).containsExactly(20L, 20L);
    assertThat(scan.findings()).isEmpty();
  }

  private static void inRun(Exchange exchange, ScanKeys scan, Repeats run) {
    scan.putOn(exchange);
    run.putOn(exchange);
  }

  @Test
  void aRunFailsWhenItsRecordsCannotBePublished() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 1));
    java.nio.file.Files.writeString(folder.resolve("lake"), "no folder");
    assertThatThrownBy(() -> hub.publish())
        .isInstanceOf(NotPublishedException.class)
        .hasMessageContaining("table items of the lake does not have 1 accepted record yet");
    java.nio.file.Files.delete(folder.resolve("lake"));
    hub.publish();
    assertThat(hub.rows("items", "id")).hasSize(1);
  }

  @Test
  void aTableThatSomebodyElseChangedIsReadAnewBeforeItIsChanged() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 1, "v", "a"), row("id", 2, "at", 1, "v", "a"));
    hub.publish();
    Table table = hub.table("items");
    var file = table.currentSnapshot().addedDataFiles(table.io()).iterator().next();
    table.newDelete().deleteFile(file.location()).commit();
    hub.accept(row("id", 2, "at", 2, "v", "b"));
    hub.publish();
    assertThat(hub.rows("items", "id")).containsExactly(row("id", 2L, "at", 2L, "v", "b"));
  }

  @Test
  void aTableIsTakenOverWhenTheDatabaseKnowsItNoMore() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 2, "v", "b"), row("id", 2, "at", 1, "v", "a"));
    hub.publish();
    for (String name : List.of("table", "row", "file", "outbox")) {
      hub.database().jdbc().update("delete from caravan_lake_" + name);
    }
    LoadResult result =
        hub.accept(
            row("id", 1, "at", 1, "v", "late"),
            row("id", 2, "at", 1, "v", "a"),
            row("id", 3, "at", 1, "v", "c"));
    hub.publish();
    assertThat(List.of(result.inserted(), result.unchanged())).containsExactly(1L, 2L);
    assertThat(hub.rows("items", "id"))
        .containsExactly(
            row("id", 1L, "at", 2L, "v", "b"),
            row("id", 2L, "at", 1L, "v", "a"),
            row("id", 3L, "at", 1L, "v", "c"));
  }

  @Test
  void aTableThatIsGoneStopsThePublicationRatherThanLosingItsRows() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 1));
    hub.publish();
    hub.database().jdbc().update("delete from iceberg_tables");
    hub.accept(row("id", 2, "at", 1));
    assertThatThrownBy(() -> hub.publish()).hasMessageContaining("no longer has the table items");
  }
}
