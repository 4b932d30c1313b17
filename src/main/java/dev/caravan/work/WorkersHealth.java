package dev.caravan.work;

import dev.caravan.state.Readiness;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Readiness of the workers: down while one of a worker's consumers waits for something that is
 * away, such as the database, with the reason as a detail. Safe for any thread.
 */
public final class WorkersHealth extends Readiness {
  private static final Wait NONE = new Wait("", 0);

  private final Map<String, Map<Object, Wait>> consumers = new ConcurrentHashMap<>();

  /** What a consumer waits for, empty when it works, and how often in a row it has waited. */
  private record Wait(String reason, int count) {
    boolean isNone() {
      return count == 0;
    }
  }

  public WorkersHealth() {
    super("caravan-workers");
  }

  void works(String worker, Object consumer) {
    of(worker).put(consumer, NONE);
  }

  /** One of a worker's consumers waits; says how often it did in a row before. */
  int waits(String worker, Object consumer, String reason) {
    return of(worker)
            .merge(consumer, new Wait(reason, 1), (old, it) -> new Wait(reason, old.count() + 1))
            .count()
        - 1;
  }

  /** A consumer is no more, or gets its messages anew. */
  void leaves(String worker, Object consumer) {
    of(worker).remove(consumer);
  }

  private Map<Object, Wait> of(String worker) {
    return consumers.computeIfAbsent(worker, name -> new ConcurrentHashMap<>());
  }

  @Override
  protected void look(Report report) {
    consumers.forEach(
        (worker, waits) ->
            waits.values().stream()
                .filter(wait -> !wait.isNone())
                .findFirst()
                .ifPresentOrElse(
                    wait -> report.add(worker, "waits: " + wait.reason(), true),
                    () -> report.add(worker, "works", false)));
  }
}
