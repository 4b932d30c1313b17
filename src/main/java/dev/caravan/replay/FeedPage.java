package dev.caravan.replay;

import dev.caravan.pull.Fetched;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one step of a feed brought.
 *
 * @param step what was asked for
 * @param records for the user's route, oldest first
 * @param changes the same as they came, before an entity was taken out of each
 * @param cursor after the last record; where the feed ends, when that was asked for
 * @param next what to ask for after it; empty when the feed has no more for now
 * @param pause the time that the feed asks to wait before the next poll
 * @param source the HTTP answer that it came in
 */
public record FeedPage(
    Step step,
    List<?> records,
    List<?> changes,
    Optional<String> cursor,
    Optional<Step> next,
    Optional<Duration> pause,
    Source source)
    implements Fetched {

  /** A page without records. */
  static FeedPage empty(Step step, Optional<String> cursor, Optional<Step> next, Source source) {
    return new FeedPage(step, List.of(), List.of(), cursor, next, Optional.empty(), source);
  }

  /** The same page of a snapshot as its last one. */
  public FeedPage asLastOfSnapshot(Optional<String> anchor) {
    Optional<Step> poll = Optional.of(Step.Poll.after(anchor));
    return new FeedPage(step, records, changes, cursor, poll, pause, source);
  }

  @Override
  public Optional<String> position() {
    return Optional.of(step.shown());
  }

  @Override
  public boolean hasNext() {
    return next.isPresent();
  }
}
