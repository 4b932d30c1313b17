package dev.caravan.lake;

import dev.caravan.lake.iceberg.CatalogSettings;
import dev.caravan.upsert.column.TableName;
import dev.caravan.upsert.spec.TableSpec;
import java.time.Duration;

/**
 * How records become rows of one table of the lake.
 *
 * @param rows which records, and by what they are known
 * @param partition how the table is divided when it is made, see {@code TableShape}
 * @param catalog where the table is
 * @param publishRows so many rows are published at once
 * @param publishAfter no accepted row waits longer while the process runs
 */
public record LakeSpec(
    TableSpec rows,
    String partition,
    CatalogSettings catalog,
    int publishRows,
    Duration publishAfter) {

  /** The table by one name, however it is written. */
  public String name() {
    return TableName.parse(rows.table()).id();
  }

  /** Whether two routes with these may load one table. */
  boolean isLike(LakeSpec other) {
    return rows.key().equals(other.rows.key())
        && rows.version().equals(other.rows.version())
        && rows.mode() == other.rows.mode()
        && rows.soft() == other.rows.soft()
        && partition.equals(other.partition)
        && catalog.equals(other.catalog);
  }
}
