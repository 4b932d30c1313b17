package dev.caravan.slices;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.pull.watermark.Span;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a scan in windows has come to: how many are complete, and how far the stream's watermark
 * goes. For one run, by one thread at a time.
 */
final class Standing {
  private final WindowPlan plan;
  private Advance advance;
  private Optional<String> mark;
  private long complete;
  private long last;

  /**
   * @param mark the stream's watermark
   */
  Standing(WindowPlan plan, Advance advance, Optional<String> mark) {
    this.plan = plan;
    this.advance = advance;
    this.mark = mark;
  }

  void resume(SlicesPosition position) {
    complete = position.complete();
    last = position.last();
  }

  /** A window is the last one, if it has no end. */
  void note(Window window) {
    if (window.isOpen()) {
      last = window.low();
    }
  }

  /** All pages of a window came. */
  void complete(Window window, OpenParent scan) {
    advance = advance.past(window, scan);
    complete++;
  }

  /** The scan is over but for some windows: what the next run reads, from where it would be. */
  Window goOn() {
    Optional<String> reached = advance.toTheEnd(last, mark);
    advance = new Advance(advance.watermark(), advance.like(), reached, Optional.empty());
    return new Window(plan.marks().begin(reached), Span.OPEN);
  }

  /** All windows are complete. */
  void end() {
    mark = advance.toTheEnd(last, mark);
  }

  /** The watermark passes what is complete. */
  void pass(OptionalLong low) {
    mark = advance.upTo(low.orElse(last), mark);
  }

  /**
   * Where the scan stands now.
   *
   * @param left windows that are not complete
   * @param answered whether any was read
   * @param looked how far the last one was looked at
   */
  WindowRound.State state(
      long left, boolean answered, NumberTail.Looked looked, Optional<WindowRound.End> end) {
    SlicesPosition position =
        new SlicesPosition(complete, left, plan.like(), last, answered, looked, plan.range());
    return new WindowRound.State(position, advance.newest(), advance.latest(), mark, end);
  }
}
