package dev.caravan.upsert.fit;

import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import dev.caravan.upsert.column.Column;
import dev.caravan.upsert.row.Row;
import dev.caravan.upsert.spec.TableSpec;
import dev.caravan.upsert.table.Columns;
import dev.caravan.value.ColumnType;
import dev.caravan.value.Iso;

/**
 * Whether versions are timestamps or numbers: as the column says, and for a new column as most of
 * the page says.
 */
final class VersionKind {
  private final int slot;
  private final boolean timestamps;
  private final String field;
  private final boolean mixed;

  private VersionKind(int slot, boolean timestamps, String field, boolean mixed) {
    this.slot = slot;
    this.timestamps = timestamps;
    this.field = field;
    this.mixed = mixed;
  }

  static VersionKind of(TableSpec spec, Columns columns, Batch batch) {
    if (spec.version().isEmpty()) {
      return new VersionKind(-1, false, "", false);
    }
    String field = spec.version().get();
    int slot = batch.fields().slot(field, 0);
    int times = 0;
    int numbers = 0;
    for (Row row : batch.rows()) {
      Object version = row.value(slot);
      times += version instanceof Iso ? 1 : 0;
      numbers += version instanceof Number ? 1 : 0;
    }
    Column column = columns.of(field).orElse(null);
    boolean timestamps = column == null ? times > numbers : column.type() == ColumnType.TIMESTAMP;
    return new VersionKind(slot, timestamps, field, (timestamps ? numbers : times) > 0);
  }

  /** Whether every version of the page is of the right kind. */
  boolean uniform() {
    return !mixed;
  }

  Reject broken(Row row) {
    Object version = mixed ? row.value(slot) : null;
    if (version == null || version instanceof Iso == timestamps) {
      return null;
    }
    String rule = "the column holds " + (timestamps ? "timestamps" : "numbers");
    return Reject.of(Reason.BAD_VERSION, field, version, rule, row.raw());
  }
}
