package dev.caravan.upsert.spec;

import dev.caravan.upsert.column.ColumnNames;
import java.util.List;
import java.util.Locale;

/** Which versions of a record a table holds. */
public enum WriteMode {
  /** The newest. */
  UPSERT(List.of()),
  /** The one that the last full scan listed, which takes the place of all rows at once. */
  REPLACE(List.of()),
  /** Each, with the time when it was loaded. */
  APPEND(List.of(ColumnNames.SEEN)),
  /** Each, with the time from which and until which it was the newest. */
  HISTORY(List.of(ColumnNames.VALID_FROM, ColumnNames.VALID_TO, ColumnNames.CURRENT));

  private final List<String> columns;

  WriteMode(List<String> columns) {
    this.columns = columns;
  }

  /** The columns that a table has because of it. */
  public List<String> columns() {
    return columns;
  }

  /** Whether older versions of a record keep their rows. */
  public boolean keepsVersions() {
    return this == APPEND || this == HISTORY;
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
