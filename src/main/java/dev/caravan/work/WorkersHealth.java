package dev.caravan.work;

import dev.caravan.state.Readiness;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Readiness of the workers: down while one waits for something that is away, such as the database,
 * with the reason as a detail. Safe for any thread.
 */
public final class WorkersHealth extends Readiness {
  private static final String WORKS = "";

  private final Map<String, String> waitsFor = new ConcurrentHashMap<>();

  public WorkersHealth() {
    super("caravan-workers");
  }

  void works(String worker) {
    waitsFor.put(worker, WORKS);
  }

  void waits(String worker, String reason) {
    waitsFor.put(worker, reason.isEmpty() ? "waits" : reason);
  }

  @Override
  protected void look(Report report) {
    waitsFor.forEach(
        (worker, reason) -> {
          boolean works = reason.equals(WORKS);
          report.add(worker, works ? "works" : "waits: " + reason, !works);
        });
  }
}
