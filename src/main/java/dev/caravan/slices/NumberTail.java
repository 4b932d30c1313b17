package dev.caravan.slices;

import dev.caravan.pull.watermark.Span;
import dev.caravan.pull.watermark.WindowMarks;
import java.util.List;
import java.util.Optional;

/**
 * The last window of numeric marks, of which no clock tells where it may be cut: only below a
 * number that a record has, since those to come have larger ones. So while it has more than one
 * page, single pages from further and further on are asked for, until one is empty. For one run, by
 * one thread at a time.
 */
final class NumberTail {
  private static final int MOST_JUMPS = 60;

  private final WindowPlan plan;
  private final WindowMarks marks;

  /**
   * How far the looking is, so that it outlives the run.
   *
   * @param jumps pages that were asked for from further on; negative when the window is to be read
   *     as it is
   * @param top the largest mark of a record
   */
  record Looked(int jumps, long top) {
    static final Looked NOTHING = new Looked(0, Long.MIN_VALUE);
  }

  private Optional<Window> tail = Optional.empty();
  private int jump;
  private long top = Long.MIN_VALUE;

  NumberTail(WindowPlan plan) {
    this.plan = plan;
    this.marks = plan.marks();
  }

  /** A window without an end waits, of which nothing is known. */
  void begin(Window window) {
    tail = Optional.of(window);
    jump = 0;
  }

  /** Goes on where an earlier run was. */
  void resume(Looked looked) {
    jump = Math.max(0, looked.jumps());
    top = looked.top();
    if (looked.jumps() < 0) {
      tail = Optional.empty();
    }
  }

  /** How far it is. */
  Looked looked() {
    return top == Long.MIN_VALUE ? Looked.NOTHING : new Looked(tail.isPresent() ? jump : -1, top);
  }

  /** What to ask for a page of, to find out where to cut; empty when there is nothing to. */
  Optional<Window> asks() {
    return tail.map(window -> jump == 0 ? window : probe(window).orElseThrow());
  }

  /** The window that is not to be read yet. */
  Optional<Window> held() {
    return tail;
  }

  /** Whether a window is only looked at. */
  boolean isProbe(Window window) {
    return jump > 0 && asks().filter(window::equals).isPresent();
  }

  /** A record has this mark, which says something of numbers only. */
  void saw(long mark) {
    if (!marks.isTime()) {
      top = Math.max(top, mark);
    }
  }

  /** The latest border: below it no new records come any more. */
  long settled() {
    return top == Long.MIN_VALUE ? top : top - marks.lookback();
  }

  /**
   * A page showed that the window has more, or that there is something, or nothing, further on.
   *
   * @return the windows that take its place, the last one without an end; empty to go on looking,
   *     or when it is to be read as it is
   */
  List<Window> looked(boolean more) {
    Window window = tail.orElseThrow();
    if (more) {
      jump++;
      if (probe(window).isPresent()) {
        return List.of();
      }
    }
    List<Window> cut = plan.upTo(window.low(), settled(), Span.OPEN);
    tail = Optional.empty();
    if (cut.size() < 2) {
      return List.of();
    }
    begin(cut.get(cut.size() - 1));
    return cut;
  }

  /** A window is read as it is. */
  void settle(Window window) {
    tail = tail.filter(each -> !each.equals(window));
  }

  private Optional<Window> probe(Window window) {
    try {
      long far = Math.multiplyExact(plan.slices().step().ticks(), 1L << (jump - 1));
      return jump > MOST_JUMPS
          ? Optional.empty()
          : Optional.of(new Window(Math.addExact(window.low(), far), Span.OPEN));
    } catch (ArithmeticException e) {
      return Optional.empty();
    }
  }
}
