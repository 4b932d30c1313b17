package dev.caravan.replay;

import dev.caravan.pull.Fetched;
import dev.caravan.state.Checkpoint;
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
 * @param numbers of the changes so far, as far as they have any
 * @param gap what the numbers leave out before or within the page, if that is worth a word
 * @param source the HTTP answer that it came in
 */
public record FeedPage(
    Step step,
    List<?> records,
    List<?> changes,
    Optional<String> cursor,
    Optional<Step> next,
    Optional<Duration> pause,
    Optional<Checkpoint.Numbers> numbers,
    Optional<String> gap,
    Source source)
    implements Fetched {

  /** A page of which nothing else is known. */
  static FeedPage of(
      Step step, List<?> records, Optional<String> cursor, Optional<Step> next, Source source) {
    return new FeedPage(
        step,
        records,
        List.of(),
        cursor,
        next,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        source);
  }

  /** The same page of a snapshot as its last one. */
  public FeedPage asLastOfSnapshot(Optional<String> anchor) {
    return goingOn(Optional.of(Step.Poll.after(anchor)));
  }

  /** The same page as the last one for now. */
  FeedPage asLast() {
    return goingOn(Optional.empty());
  }

  /** The same page with what its numbers tell. */
  FeedPage numbered(Optional<Checkpoint.Numbers> soFar, Optional<String> left) {
    return new FeedPage(step, records, changes, cursor, next, pause, soFar, left, source);
  }

  private FeedPage goingOn(Optional<Step> then) {
    return new FeedPage(step, records, changes, cursor, then, pause, numbers, gap, source);
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
