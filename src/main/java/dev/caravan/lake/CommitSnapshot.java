package dev.caravan.lake;

import dev.caravan.lake.iceberg.SnapshotCommit;
import org.apache.iceberg.Table;

/** The third step of a publication: its files become a snapshot, which readers see as a whole. */
public final class CommitSnapshot {
  private final TableTurn turn;

  public CommitSnapshot(Lake lake) {
    this.turn = new TableTurn(lake);
  }

  /** The step. */
  public void commit(Publication publication) {
    if (!publication.isIn(TableWork.State.BEGUN)) {
      return;
    }
    Table table = publication.table().orElseThrow();
    if (publication.files().isEmpty()) {
      publication.snapshot(publication.known().snapshot());
      return;
    }
    turn.hold(publication);
    SnapshotCommit.commit(
        table,
        publication.files(),
        publication.known().snapshot(),
        publication.name(),
        publication.last());
    publication.snapshot(
        SnapshotCommit.committed(table, publication.name(), publication.known().snapshot()));
  }
}
