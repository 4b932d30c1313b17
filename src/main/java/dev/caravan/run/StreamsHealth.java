package dev.caravan.run;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.state.Readiness;

/**
 * Health of the streams, with the error of each whose latest run failed or was incomplete. No
 * readiness, and in a hub no reason to be down: an API that refuses a token must not take the rest
 * of the process out of service. It is unknown then, since it is not all well either, and down
 * where somebody asks for the streams. Safe for any thread.
 */
public final class StreamsHealth extends Readiness {
  private final Schedule schedule;
  private volatile State whenDown = State.UNKNOWN;

  public StreamsHealth(Schedule schedule) {
    super("caravan-streams");
    this.schedule = schedule;
  }

  @Override
  public boolean isReadiness() {
    return false;
  }

  /** Makes the whole process's health down with a stream, where streams are all that it is for. */
  public void counts() {
    whenDown = State.DOWN;
  }

  @Override
  protected State whenDown() {
    return whenDown;
  }

  @Override
  protected void look(Report report) {
    for (RunOutcome outcome : schedule.latest().values()) {
      String state = outcome.state().text();
      report.add(
          outcome.stream(),
          outcome.error().map(error -> state + ": " + error).orElse(state),
          outcome.state().isFailure());
    }
  }
}
