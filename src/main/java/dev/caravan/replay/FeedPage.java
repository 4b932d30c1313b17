package dev.caravan.replay;

import dev.caravan.pull.Page;
import dev.caravan.run.fetched.Fetched;
import dev.caravan.state.Checkpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What one step of a feed brought.
 *
 * @param step what was asked for
 * @param records for the user's route, oldest first
 * @param changes as they came, before an entity was taken out of each, with those that a filter in
 *     {@code records} left out
 * @param cursor after the last record; where the feed ends, when that was asked for
 * @param next what to ask for after it; empty when the feed has no more for now
 * @param pause the time that the feed asks to wait before the next poll
 * @param numbers of the changes so far, as far as they have any
 * @param gap what the numbers leave out before or within the page, if that is worth a word
 * @param source the HTTP response that it came in
 * @param scanned the page of a snapshot as its stream reads it
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
    Source source,
    Optional<Page> scanned)
    implements Fetched {

  /** A page of which nothing else is known. */
  static FeedPage of(
      Step step, List<?> records, Optional<String> cursor, Optional<Step> next, Source source) {
    return of(step, records, cursor, next, source, Optional.empty());
  }

  /** A page of a snapshot; what comes after it is known once it is judged. */
  static FeedPage ofSnapshot(Step.SnapshotPage step, Page page) {
    Optional<String> none = Optional.empty();
    return of(step, page.records(), none, Optional.empty(), page.source(), Optional.of(page));
  }

  private static FeedPage of(
      Step step,
      List<?> records,
      Optional<String> cursor,
      Optional<Step> next,
      Source source,
      Optional<Page> scanned) {
    return new FeedPage(
        step,
        records,
        List.of(),
        cursor,
        next,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        source,
        scanned);
  }

  /**
   * The same page of a snapshot, judged.
   *
   * @param anchor where the feed resumes after the last page
   */
  public FeedPage judged(Page page, Optional<String> anchor) {
    Step then =
        page.next()
            .<Step>map(position -> new Step.SnapshotPage(Optional.of(position)))
            .orElseGet(() -> Step.Poll.after(anchor));
    return of(step, records, cursor, Optional.of(then), source, Optional.of(page));
  }

  /** The same page as the last one for now. */
  FeedPage asLast() {
    return new FeedPage(
        step, records, changes, cursor, Optional.empty(), pause, numbers, gap, source, scanned);
  }

  /** The same page with what its numbers tell. */
  FeedPage numbered(Optional<Checkpoint.Numbers> soFar, Optional<String> left) {
    return new FeedPage(step, records, changes, cursor, next, pause, soFar, left, source, scanned);
  }

  @Override
  public Optional<String> position() {
    return Optional.of(step.shown());
  }

  @Override
  public String described() {
    return source.describe(position());
  }

  @Override
  public boolean hasNext() {
    return next.isPresent();
  }
}
