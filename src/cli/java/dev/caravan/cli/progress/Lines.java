package dev.caravan.cli.progress;

import java.util.List;

/** Where progress is shown. */
interface Lines extends AutoCloseable {
  /**
   * Shows how things are now, a line each.
   *
   * @param ended what has ended since the last time
   * @param underWay what has not
   */
  void show(List<String> ended, List<String> underWay);

  /** Leaves nothing that moves. */
  @Override
  void close();
}
