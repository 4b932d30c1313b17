package dev.caravan.lake.tidy;

import dev.caravan.lake.Lake;
import dev.caravan.lake.TableTurn;
import dev.caravan.lake.TableWork.State;
import dev.caravan.lake.iceberg.SnapshotExpiry;

/** The second step of an expiry: the snapshots are gone, their files are still there. */
public final class CommitExpiry {
  private final TableTurn turn;

  public CommitExpiry(Lake lake) {
    this.turn = new TableTurn(lake);
  }

  /** The step. */
  public void commit(LakeExpiry expiry) {
    if (!expiry.isIn(State.BEGUN) || expiry.snapshots().isEmpty()) {
      return;
    }
    turn.hold(expiry);
    SnapshotExpiry.commit(expiry.table().orElseThrow(), expiry.snapshots());
  }
}
