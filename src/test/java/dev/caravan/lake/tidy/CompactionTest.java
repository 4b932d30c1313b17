package dev.caravan.lake.tidy;

import static dev.caravan.lake.LakeHub.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.config.ConfigurationException;
import dev.caravan.lake.LakeHub;
import dev.caravan.lake.TableWork.State;
import dev.caravan.lake.iceberg.CompactionPlan.Full;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small files and deleted positions that become clean files. */
class CompactionTest {
  private static final String ITEMS =
      "table: items, key: id, version: at, deleted: gone, deleteMode: hard";
  private static final Full FULL = new Full(1_000, 1 << 20);

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
  void filesAndDeletedPositionsAreOneCleanFileAfterwards() throws Exception {
    hub.start(ITEMS);
    loadSome();
    List<Map<String, Object>> before = hub.rows("items", "id");
    assertThat(tidying().compact("items"))
        .isEqualTo("items: 4 files of rows and 3 of deleted positions became 1 file with 9 rows");
    assertThat(hub.rows("items", "id")).isEqualTo(before);
    assertThat(hub.table("items").currentSnapshot().summary())
        .containsEntry("total-data-files", "1")
        .containsEntry("total-delete-files", "0")
        .containsEntry("total-records", "9");
    assertThat(tidying().compact("items")).contains("nothing to do");
  }

  @Test
  void rowsAreFoundWhereTheyAreNow() throws Exception {
    hub.start(ITEMS);
    loadSome();
    tidying().compact("items");
    hub.accept(row("id", 1, "at", 9, "v", "new"), row("id", 2, "at", 9, "gone", true));
    hub.publish();
    assertThat(hub.rows("items", "id")).hasSize(8).contains(row("id", 1L, "at", 9L, "v", "new"));
    tidying().compact("items");
    assertThat(hub.rows("items", "id")).hasSize(8).contains(row("id", 1L, "at", 9L, "v", "new"));
  }

  @Test
  void aPartitionHasOneFileAndOneMoreForEachHalfOfAFullOneAtMost() throws Exception {
    hub.start(ITEMS + ", partition: 'bucket(3, id)'");
    Random random = new Random(1);
    for (int n = 0; n < 10; n++) {
      int at = n;
      hub.accept(
          IntStream.range(0, 600)
              .mapToObj(any -> row("id", random.nextInt(4_000), "at", at))
              .toList());
      hub.publish();
    }
    List<Map<String, Object>> before = hub.rows("items", "id");
    tidying().compact("items", FULL);
    assertThat(hub.rows("items", "id")).isEqualTo(before);
    int partitions = 3;
    long bound = partitions + 2L * before.size() / FULL.rows();
    assertThat(files(hub.table("items"))).hasSizeLessThanOrEqualTo((int) bound);
    assertThat(files(hub.table("items"))).allSatisfy(file -> assertThat(file.deletes()).isEmpty());
  }

  @Test
  void aFullFileIsWrittenAnewForItsDeletedPositionsAloneAndStaysAsItIsWithout() throws Exception {
    hub.start(ITEMS);
    loadSome();
    Full full = new Full(10, 1 << 20);
    tidying().compact("items", full);
    assertThat(hub.table("items").currentSnapshot().summary())
        .containsEntry("total-delete-files", "0")
        .containsEntry("total-records", "9");
    assertThat(tidying().compact("items", full)).contains("nothing to do");
  }

  @Test
  void columnsThatCaravanDoesNotReadAreKept() throws Exception {
    hub.start(ITEMS);
    hub.accept(row("id", 1, "at", 1));
    hub.publish();
    hub.table("items")
        .updateSchema()
        .addColumn(
            "theirs",
            org.apache.iceberg.types.Types.ListType.ofOptional(
                100, org.apache.iceberg.types.Types.StringType.get()))
        .commit();
    hub.accept(row("id", 2, "at", 1));
    hub.publish();
    tidying().compact("items");
    assertThat(hub.rows("items", "id")).hasSize(2);
    assertThat(hub.table("items").schema().findField("theirs")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void whatIsCutOffAfterAnyStepLeavesTheTableAsItIsAndNoFile(int steps) throws Exception {
    hub.start(ITEMS);
    loadSome();
    List<Map<String, Object>> before = hub.rows("items", "id");
    Compaction cutOff = new Compaction(hub.lake().spec("items").get(), "gone", new Tally(FULL));
    List<Consumer<Compaction>> all =
        List.of(
            new BeginCompaction(hub.lake())::begin,
            new RewriteSmallFiles(hub.lake())::rewrite,
            new CommitCompaction(hub.lake())::commit);
    all.subList(0, steps).forEach(step -> step.accept(cutOff));
    assertThat(cutOff.isIn(State.BEGUN)).isTrue();
    die();
    assertThat(hub.rows("items", "id")).isEqualTo(before);

    hub.accept(row("id", 1, "at", 9, "v", "new"));
    hub.publish();
    tidying().compact("items");
    assertThat(hub.rows("items", "id")).hasSize(9).contains(row("id", 1L, "at", 9L, "v", "new"));
    assertThat(hub.orphans("items")).isEmpty();
    assertThat(hub.database().jdbc().queryForList("select * from caravan_lake_attempt")).isEmpty();
  }

  @Test
  void aCutOffCompactionThatIsInTheLakeIsKnownToTheNextPublication() throws Exception {
    hub.start(ITEMS);
    loadSome();
    Compaction cutOff = new Compaction(hub.lake().spec("items").get(), "gone", new Tally(FULL));
    new BeginCompaction(hub.lake()).begin(cutOff);
    new RewriteSmallFiles(hub.lake()).rewrite(cutOff);
    new CommitCompaction(hub.lake()).commit(cutOff);
    die();
    hub.accept(row("id", 0, "at", 9, "v", "new"), row("id", 3, "at", 9, "gone", true));
    hub.publish();
    assertThat(hub.rows("items", "id")).hasSize(8).contains(row("id", 0L, "at", 9L, "v", "new"));
  }

  @Test
  void streamsGoOnMeanwhile() throws Exception {
    hub.start(ITEMS + ", publishRows: 20");
    loadSome();
    CompletableFuture<Void> stream =
        CompletableFuture.runAsync(
            () -> {
              for (int n = 0; n < 5; n++) {
                int at = 10 + n;
                hub.accept(
                    IntStream.range(n, n + 12).mapToObj(id -> row("id", id, "at", at)).toList());
                hub.publish();
              }
            });
    try (LakeHub other = LakeHub.onSqlite(folder).start(ITEMS + ", publishRows: 20")) {
      do {
        other.context().bean("caravanLakeTidying", Tidying.class).compact("items");
      } while (!stream.isDone());
    }
    stream.join();
    List<Map<String, Object>> expected = new ArrayList<>();
    IntStream.range(0, 16)
        .forEach(id -> expected.add(row("id", (long) id, "at", 10L + Math.min(4, id))));
    assertThat(hub.rows("items", "id")).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aTableThatNoRouteLoadsIsNotTouched() throws Exception {
    hub.start(ITEMS);
    assertThatThrownBy(() -> tidying().compact("others"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage("no route loads a table others of the lake");
  }

  /** Ten rows in four publications: three of them change rows, the last deletes one. */
  private void loadSome() {
    hub.accept(IntStream.range(0, 10).mapToObj(id -> row("id", id, "at", 1, "v", "a")).toList());
    hub.publish();
    for (int at = 2; at < 4; at++) {
      hub.accept(row("id", at, "at", at, "v", "b"), row("id", at + 3, "at", at, "v", "b"));
      hub.publish();
    }
    hub.accept(row("id", 9, "at", 4, "gone", true), row("id", 8, "at", 4, "v", "c"));
    hub.publish();
  }

  private Tidying tidying() {
    return hub.context().bean("caravanLakeTidying", Tidying.class);
  }

  /** As when the process is gone that was at work. */
  private void die() {
    hub.database().jdbc().update("update caravan_lake_table set publisher = null");
    hub.database().jdbc().update("update caravan_lake_attempt set publisher = ''");
  }

  private static List<FileScanTask> files(Table table) throws Exception {
    List<FileScanTask> files = new ArrayList<>();
    try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
      tasks.forEach(files::add);
    }
    return files;
  }
}
