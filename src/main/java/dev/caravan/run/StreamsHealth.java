package dev.caravan.run;

import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Readiness of the streams: down when the latest run of one failed, with its error as a detail.
 * Liveness is none of its business, since a restart mends no API.
 */
public final class StreamsHealth implements HealthCheck {
  private final Schedule schedule;
  private volatile boolean enabled = true;

  public StreamsHealth(Schedule schedule) {
    this.schedule = schedule;
  }

  @Override
  public String getId() {
    return "caravan-streams";
  }

  @Override
  public String getGroup() {
    return "caravan";
  }

  @Override
  public boolean isEnabled() {
    return enabled;
  }

  @Override
  public void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  @Override
  public Result call(Map<String, Object> options) {
    HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this).up();
    for (RunOutcome outcome : schedule.latest().values()) {
      String state = outcome.state().text();
      result.detail(
          outcome.stream(), outcome.error().map(error -> state + ": " + error).orElse(state));
      if (outcome.state() == RunState.FAILED) {
        result.down();
      }
    }
    return result.build();
  }
}
