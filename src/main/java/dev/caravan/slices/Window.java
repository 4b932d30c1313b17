package dev.caravan.slices;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.Parent;
import dev.caravan.pull.watermark.Span;
import dev.caravan.pull.watermark.WindowMarks;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * A window of marks, in ticks: a parent that no table holds.
 *
 * @param low the first mark in it
 * @param high the first mark beyond it, or {@link Span#OPEN}; {@code low} itself for one mark alone
 */
record Window(long low, long high) implements Comparable<Window> {
  private static final Comparator<Window> ORDER =
      Comparator.comparingLong(Window::low).thenComparingLong(Window::high);

  /** The window of a scan. */
  static Window of(OpenParent open) {
    Map<String, Object> values = open.parent().values();
    return new Window((Long) values.get("low"), (Long) values.get("high"));
  }

  /** Whether it has no end. */
  boolean isOpen() {
    return high == Span.OPEN;
  }

  /** A scan of it, of which nothing was asked yet. */
  OpenParent begin(WindowMarks marks, Instant now) {
    Parent parent =
        new Parent(
            shown(marks), Map.<String, Object>of("low", low, "high", high), Optional.empty());
    return OpenParent.of(parent, Optional.empty()).anew(now);
  }

  /** For people. */
  String shown(WindowMarks marks) {
    return marks.shown(low) + (isOpen() ? " on" : " to " + marks.shown(high));
  }

  @Override
  public int compareTo(Window other) {
    return ORDER.compare(this, other);
  }
}
