package dev.caravan.run.history;

import java.util.Locale;

/** How a run stands. */
public enum RunState {
  /** Under way, or its process was killed. */
  RUNNING,
  /** The whole scan is in the table. */
  COMPLETE,
  /** Stopped after {@code maxPages}; the next run resumes there. */
  PAUSED,
  /** Waits for an instant that the API named; the next run resumes there. */
  PARKED,
  /** Its process was stopped, or another node took over; the next run resumes there. */
  INTERRUPTED,
  /** The scan stopped and nothing proves that it has everything; the next run looks again. */
  INCOMPLETE,
  /** An error ended it; the next run resumes there. */
  FAILED;

  /** Whether somebody must look into it. */
  public boolean isFailure() {
    return this == FAILED || this == INCOMPLETE;
  }

  /** The state that stands in {@code caravan_run}. */
  static RunState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** As it stands in {@code caravan_run}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
