package dev.caravan.work;

/**
 * What became of events.
 *
 * @param applied their records went through the route
 * @param duplicates they had been applied before
 * @param deadLetters they went to the dead-letter topic
 * @param skipped the API knows no details of them, and the worker is told to leave those out
 */
record EventCounts(long applied, long duplicates, long deadLetters, long skipped) {
  static final EventCounts NONE = new EventCounts(0, 0, 0, 0);

  static EventCounts ofDeadLetters(long count) {
    return new EventCounts(0, 0, count, 0);
  }

  static EventCounts ofSkipped(long count) {
    return new EventCounts(0, 0, 0, count);
  }

  long total() {
    return applied + duplicates + deadLetters + skipped;
  }

  boolean isNone() {
    return total() == 0;
  }

  EventCounts plus(EventCounts more) {
    return new EventCounts(
        applied + more.applied,
        duplicates + more.duplicates,
        deadLetters + more.deadLetters,
        skipped + more.skipped);
  }
}
