package dev.caravan.run.history;

import dev.caravan.api.request.Traffic;
import dev.caravan.api.request.Wait;
import java.time.Instant;
import java.util.Optional;

/** What the history keeps of a run, whether it pulls pages or works on events. */
public interface RecordedRun {
  /** Unique among all runs of all processes. */
  String id();

  /** The stream, which is the route's id. */
  public String streamName();

  Instant started();

  /** What its requests cost so far. */
  Traffic traffic();

  /** What it waits for that somebody may have to fix, while it does. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** What it waits for to go on by itself, while it does. */
  default Optional<Wait> waiting() {
    return traffic().waiting();
  }

  /** What people should know about it besides its numbers; empty when there is nothing. */
  public String notes();
}
