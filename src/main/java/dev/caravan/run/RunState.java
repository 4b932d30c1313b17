package dev.caravan.run;

import java.util.Locale;

/** How a run stands. */
public enum RunState {
  /** Under way, or its process was killed. */
  RUNNING,
  /** The whole scan is in the table. */
  COMPLETE,
  /** Stopped after {@code maxPages}; the next run goes on there. */
  PAUSED,
  /** Waits for an instant that the API named; the next run goes on there. */
  PARKED,
  /** Its process was stopped; the next run goes on there. */
  INTERRUPTED,
  /** An error ended it; the next run goes on there. */
  FAILED;

  /** As it stands in {@code caravan_run}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
