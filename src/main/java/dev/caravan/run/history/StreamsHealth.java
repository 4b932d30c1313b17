package dev.caravan.run.history;

import dev.caravan.run.Schedule;
import dev.caravan.state.Readiness;

/**
 * Health of the streams: down when the latest run of one failed or was incomplete, with its error
 * as a detail. No readiness: an API that refuses a token must not take the webhooks of the same
 * process out of service.
 */
public final class StreamsHealth extends Readiness {
  private final Schedule schedule;

  public StreamsHealth(Schedule schedule) {
    super("caravan-streams");
    this.schedule = schedule;
  }

  @Override
  public boolean isReadiness() {
    return false;
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
