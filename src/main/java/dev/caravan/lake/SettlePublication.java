package dev.caravan.lake;

/** The last step of a publication: the index knows its rows, the outbox no longer has them. */
public final class SettlePublication {
  private final Settlement settlement;

  public SettlePublication(Lake lake) {
    this.settlement = new Settlement(lake.database());
  }

  /** The step. */
  public void settle(Publication publication) {
    if (!publication.isIn(TableWork.State.BEGUN)) {
      return;
    }
    settlement.settle(
        publication.spec().name(),
        publication.name(),
        publication.table().orElseThrow().uuid().toString(),
        publication.snapshot(),
        publication.last(),
        publication.files().places());
    publication.come(TableWork.State.SETTLED);
  }
}
