package dev.caravan.state;

import java.util.Map;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * A readiness check over several things of one kind, which is down while one of them is. Liveness
 * is none of its business, since a restart fixes nothing that is away. Stands in for the base class
 * of camel-health, which a hub need not have. Safe for any thread.
 */
public abstract class Readiness implements HealthCheck {
  private final String id;
  private volatile boolean enabled = true;

  /** A check of Caravan's with this id. */
  protected Readiness(String id) {
    this.id = id;
  }

  /** Tells of everything that is looked at. */
  protected abstract void look(Report report);

  /** What it answers while one of the things is down. */
  protected State whenDown() {
    return State.DOWN;
  }

  /** Takes what a check sees. */
  public interface Report {
    /** Something and how it is doing. */
    void add(String what, String state, boolean down);
  }

  @Override
  public final String getId() {
    return id;
  }

  @Override
  public final String getGroup() {
    return "caravan";
  }

  @Override
  public final boolean isEnabled() {
    return enabled;
  }

  @Override
  public final void setEnabled(boolean enabled) {
    this.enabled = enabled;
  }

  @Override
  public final Result call(Map<String, Object> options) {
    HealthCheckResultBuilder result = HealthCheckResultBuilder.on(this).up();
    look(
        (what, state, down) -> {
          result.detail(what, state);
          if (down) {
            result.state(whenDown());
          }
        });
    return result.build();
  }
}
