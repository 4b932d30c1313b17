package dev.caravan.lake;

import static dev.caravan.lake.LakeHub.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.lake.iceberg.CompactedFiles;
import dev.caravan.lake.iceberg.CompactionPlan;
import dev.caravan.lake.iceberg.ForeignChangeException;
import dev.caravan.lake.iceberg.SnapshotCommit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several who change one table, and others who read it meanwhile. */
class TwoPublishersTest {
  private static final String ITEMS = "table: items, key: id, version: at";
  private static final int ROWS = 10;
  private static final int PAGES = 6;

  @TempDir Path folder;
  private LakeHub hub;

  @BeforeEach
  void open() throws Exception {
    hub = LakeHub.onSqlite(folder).start(ITEMS);
  }

  @AfterEach
  void close() {
    hub.close();
  }

  /** Each page gives all rows one version, so a reader that sees two has seen half a commit. */
  @Test
  void bothPublishAndReadersSeeOneSnapshotOrTheOther() throws Exception {
    AtomicInteger version = new AtomicInteger();
    load(hub, version);
    try (LakeHub other = LakeHub.onSqlite(folder).as("other").start(ITEMS)) {
      CompletableFuture<Void> both =
          CompletableFuture.allOf(
              List.of(hub, other).stream()
                  .map(each -> CompletableFuture.runAsync(() -> loadPages(each, version)))
                  .toArray(CompletableFuture[]::new));
      List<Set<Object>> seen = new ArrayList<>();
      do {
        List<Map<String, Object>> rows = hub.rows("items", "id");
        assertThat(rows).hasSize(ROWS);
        seen.add(rows.stream().map(row -> row.get("at")).collect(Collectors.toSet()));
      } while (!both.isDone());
      both.join();
      assertThat(seen).allSatisfy(versions -> assertThat(versions).hasSize(1));
    }
    assertThat(hub.rows("items", "id"))
        .extracting(row -> row.get("at"))
        .containsOnly((long) version.get())
        .hasSize(ROWS);
  }

  private static void loadPages(LakeHub hub, AtomicInteger version) {
    for (int page = 0; page < PAGES; page++) {
      load(hub, version);
    }
  }

  private static void load(LakeHub hub, AtomicInteger version) {
    int at = version.incrementAndGet();
    hub.accept(IntStream.range(0, ROWS).mapToObj(id -> row("id", id, "at", at)).toList());
    hub.publish();
  }

  @Test
  void oneThatWasTakenForGoneCommitsNothingAnyMore() throws Exception {
    hub.accept(row("id", 1, "at", 1));
    Publication late = new Publication(hub.lake().spec("items").get(), "late");
    new BeginPublication(hub.lake()).begin(late);
    new WriteFiles(hub.lake()).write(late);
    takeOver();
    hub.publish();
    assertThatThrownBy(() -> new CommitSnapshot(hub.lake()).commit(late))
        .isInstanceOf(NotPublishedException.class)
        .hasMessageStartingWith("another process took over table items");
    assertThat(hub.rows("items", "id")).containsExactly(row("id", 1L, "at", 1L));
  }

  @Test
  void rowsThatSomebodyElseMovesDuringACommitAreFoundAfterIt() throws Exception {
    hub.accept(row("id", 1, "at", 1), row("id", 2, "at", 1));
    hub.publish();
    hub.accept(row("id", 1, "at", 2));
    hub.publish();
    hub.accept(row("id", 3, "at", 1));
    Publication publication = new Publication(hub.lake().spec("items").get(), "one");
    new BeginPublication(hub.lake()).begin(publication);
    new WriteFiles(hub.lake()).write(publication);
    rewriteAll();
    assertThatThrownBy(() -> new CommitSnapshot(hub.lake()).commit(publication))
        .isInstanceOf(ForeignChangeException.class)
        .hasMessageContaining("at the same time");
    takeOver();
    hub.accept(row("id", 2, "at", 2));
    hub.publish();
    assertThat(hub.rows("items", "id"))
        .containsExactly(row("id", 1L, "at", 2L), row("id", 2L, "at", 2L), row("id", 3L, "at", 1L));
  }

  private void takeOver() {
    hub.database().jdbc().update("update caravan_lake_table set publisher = null");
  }

  private void rewriteAll() {
    Table table = hub.table("items");
    CompactionPlan plan =
        CompactionPlan.of(
            table,
            table.currentSnapshot(),
            Long.MAX_VALUE,
            new CompactionPlan.Full(1_000, 1_000_000));
    CompactedFiles files = new CompactedFiles(table, "theirs", List.of("id"), Map::toString);
    SnapshotCommit.replace(
        table, files.write(plan), table.currentSnapshot().snapshotId(), "theirs", 0);
  }
}
