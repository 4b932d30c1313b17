package dev.caravan.slices;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WindowMarks;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far the watermark of a stream in windows may go.
 *
 * @param newest mark of all complete windows
 * @param latest no watermark may pass this instant: the earliest at which a window was begun that
 *     was not settled then
 */
record Advance(
    Watermark watermark, String like, Optional<String> newest, Optional<Instant> latest) {
  /**
   * The same after a window is complete. Whatever has a mark of it was there when its scan began,
   * if that was {@code lookback} after its end; else what came to be seen later is still to come.
   */
  Advance past(Window window, OpenParent scan) {
    WindowMarks marks = new WindowMarks(watermark);
    Optional<String> seen = watermark.newer(newest, scan.maxSeen());
    if (!marks.isTime()) {
      return new Advance(watermark, like, seen, latest);
    }
    Instant began = scan.start().ceiling();
    boolean settled = !window.isOpen() && window.high() <= marks.ticks(began) - marks.lookback();
    Optional<Instant> least =
        settled ? latest : Stream.concat(latest.stream(), Stream.of(began)).min(Instant::compareTo);
    return new Advance(watermark, like, seen, least);
  }

  /** The watermark while windows from some ticks on are not complete. */
  Optional<String> upTo(long low, Optional<String> before) {
    WindowMarks marks = new WindowMarks(watermark);
    long passed = latest.map(marks::ticks).map(most -> Math.min(most, low)).orElse(low);
    return passed <= marks.begin(before)
        ? before
        : watermark.newer(before, Optional.of(marks.mark(passed, like)));
  }

  /**
   * The watermark when all windows are complete.
   *
   * @param last the first mark of the last one
   */
  Optional<String> toTheEnd(long last, Optional<String> before) {
    return watermark.advance(upTo(last, before), newest, latest.orElse(Instant.MAX));
  }
}
