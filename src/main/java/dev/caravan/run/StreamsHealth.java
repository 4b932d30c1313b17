package dev.caravan.run;

import dev.caravan.state.Readiness;

/**
 * Readiness of the streams: down when the latest run of one failed or was incomplete, with its
 * error as a detail.
 */
public final class StreamsHealth extends Readiness {
  private final Schedule schedule;

  public StreamsHealth(Schedule schedule) {
    super("caravan-streams");
    this.schedule = schedule;
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
