package dev.caravan.lake;

import dev.caravan.lake.store.IndexedRow;
import dev.caravan.lake.store.OutboxEntry;
import dev.caravan.lake.store.OutboxEntry.Kind;
import dev.caravan.quarantine.LoadResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decides which rows of a page are news to the lake: newest wins, within the page and against what
 * was accepted before. Pure.
 */
final class Acceptance {
  private final String stream;
  private final boolean soft;
  private final Map<String, IndexedRow> known;
  private final Map<String, IndexedRow> changed = new LinkedHashMap<>();
  private final List<OutboxEntry> entries = new ArrayList<>();
  private long last;
  private long inserted;
  private long updated;
  private long deleted;

  /**
   * @param known what is known of the keys of the page
   * @param last the number of the last entry so far
   */
  Acceptance(String stream, boolean soft, Map<String, IndexedRow> known, long last) {
    this.stream = stream;
    this.soft = soft;
    this.known = new HashMap<>(known);
    this.last = last;
  }

  /** The newest row of each key, and before a soft tombstone the live one that it follows. */
  static List<RowFit.Fitted> newest(List<RowFit.Fitted> rows, boolean soft) {
    Map<String, RowFit.Fitted> live = new LinkedHashMap<>();
    Map<String, RowFit.Fitted> best = new LinkedHashMap<>();
    for (RowFit.Fitted row : rows) {
      String key = RowPrints.ofKey(row.key());
      RowFit.Fitted before = best.get(key);
      if (before == null || !Newer.isOlder(row.version(), before.version())) {
        best.put(key, row);
        if (!row.row().tombstone()) {
          live.put(key, row);
        }
      }
    }
    List<RowFit.Fitted> newest = new ArrayList<>();
    best.forEach(
        (key, row) -> {
          if (soft && row.row().tombstone() && live.containsKey(key)) {
            newest.add(live.get(key));
          }
          newest.add(row);
        });
    return newest;
  }

  void decide(RowFit.Fitted row) {
    String key = RowPrints.ofKey(row.key());
    IndexedRow before = known.get(key);
    if (before != null && Newer.isOlder(row.version(), before)) {
      return;
    }
    if (row.row().tombstone() && !soft) {
      bury(key, row, before);
    } else {
      write(key, row, before);
    }
  }

  private void bury(String key, RowFit.Fitted row, IndexedRow before) {
    IndexedRow buried = new IndexedRow(key, row.version(), "", true);
    boolean isThere = before != null && !before.deleted();
    note(buried);
    if (isThere) {
      add(buried, Kind.TOMBSTONE, Map.of());
      deleted++;
    }
  }

  private void write(String key, RowFit.Fitted row, IndexedRow before) {
    if (before != null && Newer.isBuried(row.version(), before)) {
      return;
    }
    boolean isThere = before != null && !before.deleted();
    IndexedRow now = new IndexedRow(key, row.version(), RowPrints.ofRow(row.values()), false);
    if (isThere && before.content().equals(now.content())) {
      return;
    }
    note(now);
    add(now, row.row().tombstone() ? Kind.SOFT_TOMBSTONE : Kind.ROW, row.values());
    if (row.row().tombstone()) {
      deleted++;
    } else if (isThere) {
      updated++;
    } else {
      inserted++;
    }
  }

  private void note(IndexedRow row) {
    known.put(row.key(), row);
    changed.put(row.key(), row);
  }

  private void add(IndexedRow row, Kind kind, Map<String, String> values) {
    entries.add(new OutboxEntry(++last, row, kind, stream, values));
  }

  Map<String, IndexedRow> changed() {
    return changed;
  }

  List<OutboxEntry> entries() {
    return entries;
  }

  long last() {
    return last;
  }

  /** What became of so many records that are not in quarantine. */
  LoadResult result(int accepted, int received, Map<String, Long> rejects) {
    long unchanged = accepted - inserted - updated - deleted;
    return new LoadResult(received, inserted, updated, unchanged, deleted, rejects);
  }
}
