package dev.caravan.worker;

import dev.caravan.state.Readiness;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Readiness of the workers: down while one of a worker's consumers waits for something that is
 * away, such as the database, with the reason as a detail. Safe for any thread.
 */
public final class WorkersHealth extends Readiness {
  private static final Wait NONE = new Wait("", 0);

  /** After this time another process must have got the messages of a consumer that failed. */
  private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(2);

  private final Map<String, Map<Object, Wait>> consumers = new ConcurrentHashMap<>();

  /** What a consumer waits for, empty when it works, and how often in a row it has waited. */
  private record Wait(String reason, int count) {
    boolean isNone() {
      return count == 0;
    }
  }

  /** Stands for a consumer that failed, until the one in its place is heard of. */
  private record Gone(Object consumer, Instant since) {}

  private final Clock clock;

  public WorkersHealth() {
    this(Clock.systemUTC());
  }

  WorkersHealth(Clock clock) {
    super("caravan-workers");
    this.clock = clock;
  }

  public void works(String worker, Object consumer) {
    takesPlace(worker, consumer);
    of(worker).put(consumer, NONE);
  }

  /** One of a worker's consumers waits; says how often it did in a row before. */
  public int waits(String worker, Object consumer, String reason) {
    takesPlace(worker, consumer);
    return of(worker)
            .merge(consumer, new Wait(reason, 1), (old, it) -> new Wait(reason, old.count() + 1))
            .count()
        - 1;
  }

  /** A consumer is there and does not hear of Kafka, until that leaves. */
  void misses(String worker, Object silence, String reason) {
    of(worker).put(silence, new Wait(reason, 1));
  }

  /** A consumer is no more. */
  public void leaves(String worker, Object consumer) {
    of(worker).remove(consumer);
  }

  /** A consumer is no more, and another one shall get its messages anew. */
  public void fails(String worker, Object consumer, String reason) {
    takesPlace(worker, consumer);
    of(worker).remove(consumer);
    of(worker).put(new Gone(consumer, clock.instant()), new Wait(reason, 1));
  }

  private void takesPlace(String worker, Object consumer) {
    Map<Object, Wait> known = of(worker);
    if (!known.containsKey(consumer)) {
      known.keySet().stream().filter(Gone.class::isInstance).findFirst().ifPresent(known::remove);
    }
  }

  private boolean isPast(Object consumer) {
    return consumer instanceof Gone gone
        && gone.since().plus(LONGEST_ABSENCE).isBefore(clock.instant());
  }

  /** What one of a worker's consumers waits for; empty when all work. */
  public Optional<String> waitsFor(String worker) {
    of(worker).keySet().removeIf(this::isPast);
    return of(worker).values().stream()
        .filter(wait -> !wait.isNone())
        .findFirst()
        .map(wait -> "waits: " + wait.reason());
  }

  private Map<Object, Wait> of(String worker) {
    return consumers.computeIfAbsent(worker, name -> new ConcurrentHashMap<>());
  }

  @Override
  protected void look(Report report) {
    consumers
        .keySet()
        .forEach(
            worker ->
                waitsFor(worker)
                    .ifPresentOrElse(
                        wait -> report.add(worker, wait, true),
                        () -> report.add(worker, "works", false)));
  }
}
