package dev.caravan.lake;

import dev.caravan.lake.iceberg.SnapshotCommit;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;

/** The third step of a publication: its files become a snapshot, which readers see as a whole. */
public final class CommitSnapshot {
  /** The step. */
  public void commit(Publication publication) {
    if (!publication.isIn(Publication.State.BEGUN)) {
      return;
    }
    Table table = publication.table().orElseThrow();
    if (publication.files().isEmpty()) {
      publication.snapshot(publication.known().snapshot());
      return;
    }
    SnapshotCommit.commit(
        table,
        publication.files(),
        publication.known().snapshot(),
        publication.name(),
        publication.last());
    table.refresh();
    publication.snapshot(SnapshotCommit.find(table, publication.name()).map(Snapshot::snapshotId));
    if (publication.snapshot().isEmpty()) {
      throw new NotPublishedException(
          "table %s does not have the snapshot that was committed".formatted(table.name()));
    }
  }
}
