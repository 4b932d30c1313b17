package dev.caravan.lake;

import static dev.caravan.lake.LakeHub.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.lake.iceberg.CatalogSettings;
import dev.caravan.lake.tidy.Tidying;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables on a server of S3, in Caravan's own catalog and in one that is asked by REST. */
class LakeElsewhereIT {
  @TempDir static Path s3Folder;
  private static S3Server s3;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Server.start(s3Folder);
  }

  @AfterAll
  static void stop() {
    s3.close();
  }

  @Test
  void tablesAreOnS3() throws Exception {
    roundAt(s3.settings(Map.of()), "s3://lake/warehouse/caravan/items");
  }

  @Test
  void tablesAreInACatalogThatIsAskedByRest() throws Exception {
    CatalogSettings behind =
        s3.settings(
            Map.of(
                "warehouse", "s3://lake/rest",
                "io-impl", "org.apache.iceberg.aws.s3.S3FileIO",
                "http-client.type", "urlconnection",
                "s3.client-factory-impl",
                    "org.apache.iceberg.aws.s3.DefaultS3FileIOAwsClientFactory"));
    try (RestCatalogServer server = new RestCatalogServer(behind.properties())) {
      roundAt(
          s3.settings(Map.of("type", "rest", "uri", server.url())), "s3://lake/rest/caravan/items");
    }
  }

  private void roundAt(CatalogSettings place, String location) throws Exception {
    try (LakeHub hub = LakeHub.onSqlite(folder).at(place)) {
      hub.start(
          "table: items, key: id, version: at, deleted: gone, deleteMode: hard, warehouse: '%s', catalog: '%s'"
              .formatted(place.warehouse(), text(place)));
      hub.accept(IntStream.range(0, 10).mapToObj(id -> row("id", id, "at", 1, "v", "ä")).toList());
      hub.publish();
      hub.accept(row("id", 1, "at", 2, "v", "b"), row("id", 2, "at", 2, "gone", true));
      hub.publish();
      List<Map<String, Object>> rows = hub.rows("items", "id");
      assertThat(rows).hasSize(9).contains(row("id", 1L, "at", 2L, "v", "b"));
      assertThat(hub.table("items").location()).isEqualTo(location);

      Tidying tidying = hub.context().bean("caravanLakeTidying", Tidying.class);
      assertThat(tidying.compact("items")).contains("became 1 file with 9 rows");
      assertThat(tidying.expire("items", Duration.ZERO)).contains("2 snapshots");
      assertThat(hub.rows("items", "id")).isEqualTo(rows);
      assertThat(hub.orphans("items")).isEmpty();
    }
  }

  private static String text(CatalogSettings place) {
    return place.properties().entrySet().stream()
        .map(each -> each.getKey() + "=" + each.getValue())
        .collect(Collectors.joining(", "));
  }
}
