package dev.caravan.lake;

import dev.caravan.lake.iceberg.LakeRow;
import dev.caravan.lake.iceberg.TableReader;
import dev.caravan.lake.iceberg.TableShape;
import dev.caravan.lake.store.IndexedRow;
import dev.caravan.lake.store.LakeColumn;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Outbox;
import dev.caravan.lake.store.OutboxEntry;
import dev.caravan.lake.store.RowIndex;
import dev.caravan.lake.store.RowPlace;
import dev.caravan.lake.store.TableState;
import dev.caravan.state.database.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.Table;
import org.springframework.dao.DuplicateKeyException;

/**
 * Makes the index of a table anew from the table, in one transaction: when Caravan finds it there,
 * and when somebody else changed it. What is in the outbox stays, and is published on top.
 */
final class Reindex {
  private static final int CHUNK = 1_000;

  private final Database database;
  private final LakeTables tables;
  private final Outbox outbox;
  private final RowIndex index;

  Reindex(Database database) {
    this.database = database;
    this.tables = new LakeTables(database);
    this.outbox = new Outbox(database);
    this.index = new RowIndex(database);
  }

  /** Does it, for the table's current snapshot. */
  void run(LakeSpec spec, Table table) {
    try {
      database.transaction().executeWithoutResult(status -> runInTransaction(spec, table));
    } catch (DuplicateKeyException e) {
      throw new NotPublishedException(
          "table %s of the lake has several rows of one key (%s), so Caravan cannot tell which of them a record is about; delete all but one of each"
              .formatted(spec.name(), String.join(", ", spec.rows().key())),
          e);
    }
  }

  private void runInTransaction(LakeSpec spec, Table table) {
    String name = spec.name();
    TableState state = tables.lock(name).orElseThrow();
    List<LakeColumn> columns = both(state.columns(), TableShape.columns(table));
    tables.accepted(name, columns, state.accepted());
    index.clear(name);
    Optional<Long> snapshot =
        Optional.ofNullable(table.currentSnapshot()).map(each -> each.snapshotId());
    if (snapshot.isPresent()) {
      Chunk chunk = new Chunk(name, new RowIdentity(spec.rows(), columns));
      new TableReader(table, snapshot.get()).all(chunk::add);
      chunk.write();
    }
    overlay(name);
    tables.settled(name, table.uuid().toString(), snapshot, state.published());
  }

  /** The known columns, and those that somebody else added. */
  private static List<LakeColumn> both(List<LakeColumn> known, List<LakeColumn> there) {
    List<LakeColumn> both = new ArrayList<>(known);
    there.stream()
        .filter(column -> known.stream().noneMatch(other -> other.name().equals(column.name())))
        .forEach(both::add);
    return both;
  }

  /** What was accepted and is not in the lake is the newest of its keys. */
  private void overlay(String name) {
    long seq = 0;
    List<OutboxEntry> entries = outbox.after(name, seq, CHUNK);
    while (!entries.isEmpty()) {
      Map<String, IndexedRow> newest = new LinkedHashMap<>();
      entries.forEach(entry -> newest.put(entry.row().key(), entry.row()));
      index.put(name, newest.values(), index.find(name, newest.keySet()));
      seq = entries.get(entries.size() - 1).seq();
      entries = outbox.after(name, seq, CHUNK);
    }
  }

  /** Rows are written some at a time. */
  private final class Chunk {
    private final String name;
    private final RowIdentity identity;
    private final List<IndexedRow> rows = new ArrayList<>();
    private final Map<String, Optional<RowPlace>> places = new HashMap<>();

    Chunk(String name, RowIdentity identity) {
      this.name = name;
      this.identity = identity;
    }

    void add(LakeRow row) {
      IndexedRow indexed = identity.row(row.values());
      rows.add(indexed);
      places.put(indexed.key(), row.place());
      if (rows.size() >= CHUNK) {
        write();
      }
    }

    void write() {
      index.put(name, rows, Map.of());
      index.place(name, places);
      rows.clear();
      places.clear();
    }
  }
}
