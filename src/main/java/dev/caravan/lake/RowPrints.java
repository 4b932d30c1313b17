package dev.caravan.lake;

import dev.caravan.upsert.column.ColumnNames;
import dev.caravan.value.Digest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Short texts that stand for a key, or for all that a row holds. */
final class RowPrints {
  private static final int DIGITS = 32;

  private RowPrints() {}

  /** Of a key; other keys have other prints. */
  static String ofKey(List<String> parts) {
    StringBuilder all = new StringBuilder();
    parts.forEach(part -> all.append(part.length()).append(':').append(part));
    return Digest.of(all.toString()).substring(0, DIGITS);
  }

  /** Of a row, but for when it was loaded or found to be deleted. */
  static String ofRow(Map<String, String> values) {
    Map<String, String> sorted = new TreeMap<>(values);
    sorted.remove(ColumnNames.SEEN);
    if (sorted.containsKey(ColumnNames.DELETED)) {
      sorted.put(ColumnNames.DELETED, "");
    }
    StringBuilder all = new StringBuilder();
    sorted.forEach(
        (column, text) ->
            all.append(column).append(':').append(text.length()).append(':').append(text));
    return Digest.of(all.toString()).substring(0, DIGITS);
  }
}
