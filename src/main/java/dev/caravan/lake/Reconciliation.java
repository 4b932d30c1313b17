package dev.caravan.lake;

import dev.caravan.lake.iceberg.SnapshotCommit;
import dev.caravan.lake.iceberg.TableReader;
import dev.caravan.lake.store.LakeTables;
import dev.caravan.lake.store.Outbox;
import dev.caravan.lake.store.RowPlace;
import dev.caravan.lake.store.TableState;
import dev.caravan.state.database.Database;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the database knows of a table to what the lake has: after a publication that was cut
 * off between the snapshot and the note that it is there, and after somebody else changed the
 * table.
 */
final class Reconciliation {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);

  private final LakeTables tables;
  private final Outbox outbox;
  private final Settlement settlement;
  private final Reindex reindex;

  Reconciliation(Database database) {
    this.tables = new LakeTables(database);
    this.outbox = new Outbox(database);
    this.settlement = new Settlement(database);
    this.reindex = new Reindex(database);
  }

  /**
   * Does it.
   *
   * @throws NotPublishedException when the table is gone, or is another one
   */
  void reconcile(LakeSpec spec, TableState state, Optional<Table> found) {
    requireThatTable(state, found);
    if (found.isEmpty()) {
      return;
    }
    Table table = found.get();
    Optional<Long> current = Optional.ofNullable(table.currentSnapshot()).map(Snapshot::snapshotId);
    if (current.equals(state.snapshot())) {
      return;
    }
    Optional<Snapshot> ours =
        state
            .attempt()
            .flatMap(attempt -> SnapshotCommit.find(table, attempt))
            .filter(snapshot -> current.get().equals(snapshot.snapshotId()))
            .filter(snapshot -> Objects.equals(snapshot.parentId(), state.snapshot().orElse(null)));
    if (ours.isPresent()) {
      LOG.info("lake table {}: a publication that was cut off is in the lake", state.name());
      settle(spec, state, table, ours.get());
    } else {
      LOG.warn(
          "lake table {}: somebody else changed it since snapshot {}; it is read as a whole, so"
              + " that Caravan knows where its rows are",
          state.name(),
          state.snapshot().map(String::valueOf).orElse("none"));
      reindex.run(spec, table);
    }
  }

  private static void requireThatTable(TableState state, Optional<Table> found) {
    String forget =
        "; if that is meant, take it out of Caravan's database with ./caravan lake forget "
            + state.name()
            + ", and have its streams load everything again";
    if (found.isEmpty() && state.snapshot().isPresent()) {
      throw new NotPublishedException(
          "the lake no longer has the table " + state.name() + ", which had rows" + forget);
    }
    String uuid = found.map(table -> table.uuid().toString()).orElse("");
    if (found.isPresent() && state.uuid().filter(known -> !known.equals(uuid)).isPresent()) {
      throw new NotPublishedException(
          "the table " + state.name() + " of the lake is not the one it was" + forget);
    }
  }

  private void settle(LakeSpec spec, TableState state, Table table, Snapshot snapshot) {
    Set<String> files = new HashSet<>();
    for (DataFile file : snapshot.addedDataFiles(table.io())) {
      files.add(file.location());
    }
    Map<String, Optional<RowPlace>> places = new HashMap<>();
    outbox.keys(state.name(), state.attemptSeq()).forEach(key -> places.put(key, Optional.empty()));
    RowIdentity identity = new RowIdentity(spec.rows(), tables.find(state.name()).get().columns());
    new TableReader(table, snapshot.snapshotId())
        .in(files, row -> places.put(identity.key(row.values()), row.place()));
    settlement.settle(
        state.name(),
        state.attempt().orElseThrow(),
        table.uuid().toString(),
        Optional.of(snapshot.snapshotId()),
        state.attemptSeq(),
        places);
  }
}
