package dev.caravan.lake;

import dev.caravan.lake.store.IndexedRow;
import dev.caravan.lake.store.LakeColumn;
import dev.caravan.upsert.spec.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a row of the lake is known by, from its columns. */
public final class RowIdentity {
  private final List<String> key;
  private final Optional<String> version;

  public RowIdentity(TableSpec spec, List<LakeColumn> columns) {
    PageColumns known = new PageColumns(spec, columns);
    this.key = spec.key().stream().map(field -> column(spec, known, field)).toList();
    this.version = spec.version().map(field -> column(spec, known, field));
  }

  private static String column(TableSpec spec, PageColumns known, String field) {
    return known.of(field).stream()
        .findFirst()
        .map(LakeColumn::name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "table %s of the lake has no column for the field %s"
                        .formatted(spec.table(), field)));
  }

  /** The columns of the key. */
  public List<String> columns() {
    return key;
  }

  /** A print of the key of a row. */
  public String key(Map<String, String> values) {
    return RowPrints.ofKey(key.stream().map(column -> values.getOrDefault(column, "")).toList());
  }

  IndexedRow row(Map<String, String> values) {
    Optional<String> newest = version.map(values::get);
    return new IndexedRow(key(values), newest, RowPrints.ofRow(values), false);
  }
}
