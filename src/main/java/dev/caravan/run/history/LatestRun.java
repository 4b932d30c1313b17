package dev.caravan.run.history;

import java.time.Instant;

/** When the latest run of a stream started, and how it stands. */
public record LatestRun(Instant started, RunState state) {
  /** Whether the next run is to go on with it, or to try again, as soon as it can. */
  public boolean isToGoOn() {
    return state != RunState.COMPLETE && state != RunState.PAUSED;
  }
}
