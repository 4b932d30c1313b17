package dev.caravan.run;

import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lets a stream of children start only after a run of the stream that brings their parents. Safe
 * for any thread.
 */
final class ParentRuns {
  private final Map<String, Long> ends = new HashMap<>();
  private final Map<String, Long> seen = new HashMap<>();
  private final Set<String> resumed = new HashSet<>();

  synchronized void ended(String stream) {
    ends.merge(stream, 1L, Long::sum);
  }

  /** The next run of a stream begins where another process stopped. */
  synchronized void resume(String stream) {
    resumed.add(stream);
  }

  /**
   * Whether the parents of a stream were brought since its last start; if so it counts as started.
   * One that did not come to its end resumes without.
   *
   * @param only the streams that run at all; all when empty
   * @param latest how the latest run of each stream ended
   */
  synchronized boolean areReady(Input input, Set<String> only, Map<String, RunOutcome> latest) {
    Optional<String> parent =
        input
            .parentStream()
            .map(ParentStream::name)
            .filter(name -> only.isEmpty() || only.contains(name));
    if (parent.isEmpty()) {
      return true;
    }
    long ended = ends.getOrDefault(parent.get(), 0L);
    RunOutcome last = latest.get(input.name());
    boolean goesOn =
        resumed.remove(input.name()) || last != null && last.state() != RunState.COMPLETE;
    if (!goesOn && ended <= seen.getOrDefault(input.name(), 0L)) {
      return false;
    }
    seen.put(input.name(), ended);
    return true;
  }
}
