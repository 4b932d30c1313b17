package dev.caravan.lake;

import dev.caravan.config.time.Durations;
import dev.caravan.lake.iceberg.CatalogSettings;
import dev.caravan.lake.iceberg.Partitions;
import dev.caravan.upsert.UpsertParameters;
import dev.caravan.upsert.reshape.MaskKey;
import java.time.Duration;
import java.util.Map;

/** The parameters of the {@code caravan-lake} kamelet that are about the lake, as text. */
public final class LakeParameters {
  private static final int MOST_ROWS = 1_000_000;
  private static final Duration LONGEST = Duration.ofDays(1);

  private final UpsertParameters rows = new UpsertParameters();
  private String partition = "";
  private String warehouse = "";
  private Map<String, String> catalog = Map.of();
  private int publishRows;
  private Duration publishAfter = Duration.ZERO;

  /** Those that are as in {@code caravan-upsert}. */
  public UpsertParameters getRows() {
    return rows;
  }

  /** Transforms of columns separated by commas: {@code day(updated_at), bucket(16, id)}. */
  public void setPartition(String partition) {
    Partitions.parse(partition);
    this.partition = partition;
  }

  /** A folder, or a location such as {@code s3://bucket/path}. */
  public void setWarehouse(String warehouse) {
    this.warehouse = warehouse.strip();
  }

  /** Properties of an Iceberg catalog, {@code name=value} separated by commas. */
  public void setCatalog(String catalog) {
    this.catalog = CatalogSettings.parse(catalog);
  }

  public void setPublishRows(int publishRows) {
    if (publishRows < 1 || publishRows > MOST_ROWS) {
      throw new IllegalArgumentException(
          "publishRows %d is not between 1 and %d (default 50000)"
              .formatted(publishRows, MOST_ROWS));
    }
    this.publishRows = publishRows;
  }

  /** A duration such as {@code 5m}. */
  public void setPublishAfter(String publishAfter) {
    this.publishAfter = Durations.parse("publishAfter", publishAfter);
    if (this.publishAfter.isZero() || this.publishAfter.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "publishAfter %s is not between 1s and 1d (default 5m)".formatted(publishAfter));
    }
  }

  LakeSpec toSpec(MaskKey maskKey) {
    return new LakeSpec(
        rows.toSpec(maskKey),
        partition,
        new CatalogSettings(warehouse, catalog),
        publishRows,
        publishAfter);
  }
}
