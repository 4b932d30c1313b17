package dev.caravan.lake.tidy;

import dev.caravan.lake.Lake;
import dev.caravan.lake.Settlement;
import dev.caravan.lake.TableWork.State;

/** The last step of a compaction: the index knows where the rows stand now. */
public final class SettleCompaction {
  private final Settlement settlement;

  public SettleCompaction(Lake lake) {
    this.settlement = new Settlement(lake.database());
  }

  /** The step. */
  public void settle(Compaction compaction) {
    if (!compaction.isIn(State.BEGUN)) {
      return;
    }
    settlement.settle(
        compaction.spec().name(),
        compaction.name(),
        compaction.table().orElseThrow().uuid().toString(),
        compaction.snapshot(),
        compaction.last(),
        compaction.files().places());
    compaction.tally().add(compaction.files());
    compaction.come(State.SETTLED);
  }
}
