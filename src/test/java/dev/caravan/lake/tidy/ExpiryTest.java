package dev.caravan.lake.tidy;

import static dev.caravan.lake.LakeHub.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.lake.LakeHub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Old snapshots of a table, and the files that only they need. */
class ExpiryTest {
  @TempDir Path folder;
  private LakeHub hub;

  @BeforeEach
  void open() throws Exception {
    hub = LakeHub.onSqlite(folder);
    hub.start("table: items, key: id, version: at");
    for (int at = 0; at < 4; at++) {
      hub.accept(row("id", 1, "at", at), row("id", 2 + at, "at", at));
      hub.publish();
    }
    tidying().compact("items");
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void theLastSnapshotStaysAndTheFilesOfTheOthersAreGone() throws Exception {
    List<Map<String, Object>> before = hub.rows("items", "id");
    assertThat(tidying().expire("items", Duration.ZERO))
        .startsWith("items: removed 4 snapshots and ");
    assertThat(hub.table("items").snapshots()).hasSize(1);
    assertThat(hub.rows("items", "id")).isEqualTo(before).hasSize(5);
    assertThat(hub.orphans("items")).isEmpty();
    try (Stream<Path> data = Files.list(folder.resolve("lake/caravan/items/data"))) {
      assertThat(data).hasSize(1);
    }
    hub.accept(row("id", 1, "at", 9));
    hub.publish();
    assertThat(hub.rows("items", "id")).hasSize(5).contains(row("id", 1L, "at", 9L));
  }

  @Test
  void snapshotsThatAreNotOldEnoughStay() {
    assertThat(tidying().expire("items", Duration.ofDays(1)))
        .isEqualTo("items: no snapshot is older, and no file is left over");
    assertThat(hub.table("items").snapshots()).hasSize(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatIsCutOffAfterAnyStepIsDoneByTheNextCall(int steps) throws Exception {
    List<Map<String, Object>> before = hub.rows("items", "id");
    LakeExpiry cutOff =
        new LakeExpiry(
            hub.lake().spec("items").get(),
            "gone",
            Optional.of(Instant.now().plusSeconds(1)),
            new Swept());
    new BeginExpiry(hub.lake()).begin(cutOff);
    assertThat(cutOff.snapshots()).hasSize(4);
    if (steps > 1) {
      new CommitExpiry(hub.lake()).commit(cutOff);
    }
    hub.database().jdbc().update("update caravan_lake_table set publisher = null");
    hub.database().jdbc().update("update caravan_lake_attempt set publisher = ''");
    assertThat(hub.rows("items", "id")).isEqualTo(before);

    tidying().expire("items", Duration.ZERO);
    assertThat(hub.rows("items", "id")).isEqualTo(before);
    assertThat(hub.table("items").snapshots()).hasSize(1);
    assertThat(hub.orphans("items")).isEmpty();
  }

  @Test
  void filesOfAPublicationThatWasCutOffAreGoneAndThoseOfALivingOneStay() throws Exception {
    Path data = folder.resolve("lake/caravan/items/data");
    Path metadata = folder.resolve("lake/caravan/items/metadata");
    note("dead-one", "");
    note("living", "someone@elsewhere/1");
    Files.writeString(data.resolve("00001-1-dead-one-00001.parquet"), "x");
    Files.writeString(data.resolve("00001-1-living-00001.parquet"), "x");
    Files.writeString(data.resolve("somebody-elses.parquet"), "x");
    Files.writeString(metadata.resolve("00001-x.metadata.json"), "{}");
    Files.writeString(metadata.resolve("00999-x.metadata.json"), "{}");
    tidying().expire("items", Duration.ofDays(1));
    assertThat(hub.orphans("items"))
        .extracting(file -> file.substring(file.lastIndexOf('/') + 1))
        .containsExactlyInAnyOrder(
            "00001-1-living-00001.parquet", "somebody-elses.parquet", "00999-x.metadata.json");
  }

  private void note(String attempt, String publisher) {
    hub.database()
        .jdbc()
        .update(
            "insert into caravan_lake_attempt values ('items', ?, ?, ?)",
            attempt,
            publisher,
            System.currentTimeMillis());
  }

  private Tidying tidying() {
    return hub.context().bean("caravanLakeTidying", Tidying.class);
  }
}
