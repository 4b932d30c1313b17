package dev.caravan.work;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckResultBuilder;

/**
 * Readiness of the workers: down while one waits for something that is away, such as the database,
 * with the reason as a detail. Safe for any thread.
 */
public final class WorkersHealth implements HealthCheck {
  private static final String WORKS = "";

  private final Map<String, String> waitsFor = new ConcurrentHashMap<>();
  private volatile boolean enabled = true;

  void works(String worker) {
    waitsFor.put(worker, WORKS);
  }

  void waits(String worker, String reason) {
    waitsFor.put(worker, reason.isEmpty() ? "waits" : reason);
  }

  @Override
  public String getId() {
    return "caravan-workers";
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
    waitsFor.forEach(
        (worker, reason) -> {
          result.detail(worker, reason.equals(WORKS) ? "works" : "waits: " + reason);
          if (!reason.equals(WORKS)) {
            result.down();
          }
        });
    return result.build();
  }
}
