package dev.caravan.worker.batch;

/**
 * What became of events.
 *
 * @param applied their records went through the route
 * @param duplicates they had been applied before
 * @param deadLetters they went to the dead-letter topic
 * @param skipped the API knows no details of them, and the worker is told to leave those out
 */
public record EventCounts(long applied, long duplicates, long deadLetters, long skipped) {
  public static final EventCounts NONE = new EventCounts(0, 0, 0, 0);

  public static EventCounts ofDeadLetters(long count) {
    return new EventCounts(0, 0, count, 0);
  }

  public static EventCounts ofSkipped(long count) {
    return new EventCounts(0, 0, 0, count);
  }

  public long total() {
    return applied + duplicates + deadLetters + skipped;
  }

  public boolean isNone() {
    return total() == 0;
  }

  public EventCounts plus(EventCounts more) {
    return new EventCounts(
        applied + more.applied,
        duplicates + more.duplicates,
        deadLetters + more.deadLetters,
        skipped + more.skipped);
  }
}
