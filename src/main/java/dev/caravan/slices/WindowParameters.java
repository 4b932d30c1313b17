package dev.caravan.slices;

import dev.caravan.pull.end.EndOfScan;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WindowMarks;
import java.time.ZoneId;
import java.util.Optional;

/** The parameters of the {@code caravan-pull} kamelet about slices. */
public final class WindowParameters {
  private static final int MOST_PARALLEL = 20;
  private static final int USUAL_PARALLEL = 4;

  private String size = "";
  private long max;
  private int parallel;
  private String untilBoundary = "";
  private String stream = "";
  private String from = "";
  private String to = "";

  /** How long a window is. */
  public void setSize(String size) {
    this.size = size;
  }

  /** Records of any query that the API lists; 0 for any number. */
  public void setMax(long max) {
    if (max < 1) {
      throw new IllegalArgumentException("sliceMax " + max + " is below 1");
    }
    this.max = max;
  }

  /** Requests under way at once, 1 to 20. */
  public void setParallel(int parallel) {
    if (parallel < 1 || parallel > MOST_PARALLEL) {
      throw new IllegalArgumentException(
          "parallel " + parallel + " is out of range; it takes 1 to " + MOST_PARALLEL);
    }
    this.parallel = parallel;
  }

  /** {@code inclusive} or {@code exclusive}. */
  public void setUntilBoundary(String boundary) {
    this.untilBoundary = boundary;
  }

  /** The one stream that is read for a backfill. */
  public void setBackfillStream(String stream) {
    this.stream = stream;
  }

  /** Where the backfill begins. */
  public void setBackfillFrom(String from) {
    this.from = from;
  }

  /** Where the backfill ends. */
  public void setBackfillTo(String to) {
    this.to = to;
  }

  boolean isSet() {
    return !size.isEmpty();
  }

  boolean isBackfillOf(String name) {
    return !stream.isEmpty() && stream.equals(name);
  }

  /**
   * The slices; empty when none are declared.
   *
   * @param total whether the API says how many records there are
   * @throws IllegalArgumentException naming the parameter, the value and the rule
   */
  Optional<Slices> toSlices(
      String name, Optional<Watermark> watermark, ZoneId zone, boolean total) {
    if (!isSet()) {
      requireNothingElse();
      return Optional.empty();
    }
    Watermark mark =
        watermark.orElseThrow(
            () -> new IllegalArgumentException("slice needs watermark, which is not set"));
    require(mark.parameter().isPresent(), "watermarkParam", "where a window begins");
    require(mark.until().isPresent(), "untilParam", "where a window ends");
    require(mark.initial().isPresent(), "watermarkInitial", "where the first window begins");
    require(max == 0 || total, "total", "how many records a window has, for sliceMax");
    if (mark.newestFirst()) {
      throw new IllegalArgumentException(
          "newestFirst is for APIs without a filter, and slice for those with one; leave one of"
              + " them out");
    }
    WindowMarks marks = new WindowMarks(mark);
    marks.begin(Optional.empty());
    if (marks.haveBoundsOnePlace()) {
      throw new IllegalArgumentException(
          "slice needs two bounds, and untilParam takes the place of watermarkParam, "
              + mark.parameter().orElseThrow()
              + "; name two places");
    }
    return Optional.of(
        new Slices(
            WindowLength.parse(size, marks.isTime(), zone),
            max == 0 ? Optional.empty() : Optional.of(max),
            parallel == 0 ? USUAL_PARALLEL : parallel,
            untilBoundary.equals("inclusive"),
            isBackfillOf(name) ? Optional.of(range(marks)) : Optional.empty()));
  }

  private Slices.Range range(WindowMarks marks) {
    long begin = marks.written("--from", from);
    long end = marks.written("--to", to);
    if (begin >= end) {
      throw new IllegalArgumentException("--from " + from + " is not before --to " + to);
    }
    return new Slices.Range(begin, end);
  }

  private static void require(boolean holds, String name, String what) {
    if (!holds) {
      throw new IllegalArgumentException("slice needs " + name + ": " + what);
    }
  }

  /** How many numbered pages of a scan are asked for at once, where it is one scan. */
  int pagesAtOnce() {
    return isSet() ? 1 : Math.max(1, parallel);
  }

  /**
   * Looks whether several pages may be asked for at once.
   *
   * @throws IllegalArgumentException naming what is missing
   */
  void checkPages(EndOfScan end, boolean pieces) {
    if (pagesAtOnce() == 1) {
      return;
    }
    if (!end.isNumbered()) {
      throw new IllegalArgumentException(
          "parallel needs slice, which is not set, or pages that are numbered: pagination page or"
              + " offset");
    }
    if (end.rules().declared().total().isEmpty()) {
      throw new IllegalArgumentException(
          "parallel without slice needs total: how many records there are shows whether the list"
              + " moved between pages that are asked for at the same time");
    }
    if (pieces) {
      throw new IllegalArgumentException(
          "parallel cannot go with pieceKey, whose pages are read one by one; leave one of them"
              + " out");
    }
  }

  private void requireNothingElse() {
    String without = max > 0 ? "sliceMax" : untilBoundary.isEmpty() ? "" : "untilBoundary";
    if (!without.isEmpty()) {
      throw new IllegalArgumentException(without + " needs slice, which is not set");
    }
  }
}
