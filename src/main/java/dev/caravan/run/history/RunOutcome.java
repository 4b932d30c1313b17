package dev.caravan.run.history;

import java.time.Instant;
import java.util.Optional;

/**
 * How the latest run of a stream ended.
 *
 * @param stream the stream's name
 * @param state how it ended
 * @param error what went wrong, without secrets
 * @param notBefore the earliest instant of the next run
 */
public record RunOutcome(
    String stream, RunState state, Optional<String> error, Optional<Instant> notBefore) {

  /** An end without an error. */
  public static RunOutcome ended(String stream, RunState state) {
    return new RunOutcome(stream, state, Optional.empty(), Optional.empty());
  }

  public static RunOutcome ended(String stream, RunState state, Optional<Instant> notBefore) {
    return new RunOutcome(stream, state, Optional.empty(), notBefore);
  }

  /** An end that nobody has to look into, since the run goes on soon, here or elsewhere. */
  public static RunOutcome interrupted(String stream, String why) {
    return new RunOutcome(stream, RunState.INTERRUPTED, Optional.of(why), Optional.empty());
  }

  public static RunOutcome failed(String stream, String error) {
    return new RunOutcome(stream, RunState.FAILED, Optional.of(error), Optional.empty());
  }

  public static RunOutcome incomplete(String stream, String error) {
    return new RunOutcome(stream, RunState.INCOMPLETE, Optional.of(error), Optional.empty());
  }

  public static RunOutcome parked(String stream, String reason, Instant notBefore) {
    return new RunOutcome(stream, RunState.PARKED, Optional.of(reason), Optional.of(notBefore));
  }

  /** Whether the stream is where it should be. */
  public boolean isSuccess() {
    return state == RunState.COMPLETE || state == RunState.PAUSED;
  }
}
