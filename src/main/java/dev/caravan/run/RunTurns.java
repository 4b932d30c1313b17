package dev.caravan.run;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * How many runs are under way at once in this process. Who waits for a turn gets it in the order in
 * which they came. Safe for any thread.
 */
final class RunTurns {
  /** Who did not ask again for so long does not wait any more, such as a stream that moved. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Clock clock;
  private final Map<String, Instant> waiting = new LinkedHashMap<>();
  private final Set<String> running = new HashSet<>();
  private int most;

  RunTurns(Clock clock) {
    this.clock = clock;
  }

  /** 0 for any number. */
  synchronized void setMost(int most) {
    if (most < 0) {
      throw new IllegalArgumentException(
          "caravan.max-runs " + most + " is below 0; 0 is for any number of runs at once");
    }
    this.most = most;
  }

  /** Whether a run may begin now; each stream asks again until it may. */
  synchronized boolean take(String stream) {
    if (most == 0) {
      return true;
    }
    Instant now = clock.instant();
    waiting.values().removeIf(asked -> asked.plus(PATIENCE).isBefore(now));
    waiting.put(stream, now);
    int free = most - running.size();
    if (waiting.keySet().stream().limit(Math.max(0, free)).noneMatch(stream::equals)) {
      return false;
    }
    waiting.remove(stream);
    running.add(stream);
    return true;
  }

  /** A run ended, or does not begin after all. */
  synchronized void give(String stream) {
    running.remove(stream);
  }
}
