package dev.caravan.slices;

import dev.caravan.pull.watermark.Span;
import dev.caravan.pull.watermark.WindowMarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts time into windows. Borders are what the API's filter can hold, so that the text at which one
 * window ends is the text at which the next one begins; what it cannot tell apart is one window.
 *
 * @param like how the API writes marks, the same for a whole scan
 */
record WindowPlan(Slices slices, WindowMarks marks, String like) {
  private static final int MOST_WINDOWS = 100_000;

  /**
   * Clocks differ, and records come to be seen late: no window ends so shortly before now, but for
   * the last one, which has no end.
   */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  /** The only marks to read, for people. */
  Optional<String> range() {
    return slices
        .range()
        .map(range -> marks.shown(range.from()) + " to " + marks.shown(range.to()));
  }

  /** The windows of times from a mark until now. */
  List<Window> untilNow(long from, Instant now) {
    long margin = Math.max(marks.lookback(), MARGIN.toNanos());
    return upTo(from, marks.ticks(now) - margin, Span.OPEN);
  }

  /**
   * The windows from a mark on.
   *
   * @param latest the last border at most
   * @param end of the last window
   */
  List<Window> upTo(long from, long latest, long end) {
    List<Window> windows = new ArrayList<>();
    long low = from;
    for (long border = slices.step().after(from);
        border <= latest && border < end;
        border = slices.step().after(border)) {
      long held = marks.held(border, like);
      if (held > low) {
        windows.add(new Window(low, held));
        low = held;
      }
      if (windows.size() > MOST_WINDOWS) {
        throw new IllegalStateException(
            "slice cuts what is from %s until now into more than %d windows; take a larger one"
                .formatted(marks.shown(from), MOST_WINDOWS));
      }
    }
    windows.add(new Window(low, end));
    return windows;
  }

  /**
   * The halves of a window.
   *
   * @param end what takes the place of the end of a window that has none
   * @param finest how the API writes marks, with the most digits that are known
   * @return empty when its filter cannot tell two parts of it apart
   */
  List<Window> halves(Window window, long end, String finest) {
    long high = window.isOpen() ? end : window.high();
    long middle = window.low() + (high - window.low()) / 2;
    for (String form : List.of(like, finest)) {
      long held = marks.held(middle, form);
      if (held > window.low() && held < high) {
        return List.of(new Window(window.low(), held), new Window(held, window.high()));
      }
    }
    // With exact marks one alone can be asked for where the upper bound includes it.
    boolean alone = slices.inclusive() && marks.areWhole() && !window.isOpen();
    return alone && window.high() > window.low()
        ? List.of(new Window(window.low(), window.low()))
        : List.of();
  }

  /** The request for a window. */
  Span span(Window window) {
    return new Span(window.low(), window.high(), like);
  }
}
