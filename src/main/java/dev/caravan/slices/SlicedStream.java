package dev.caravan.slices;

import dev.caravan.pull.Stream;
import dev.caravan.pull.watermark.WindowMarks;
import dev.caravan.run.RunStart;
import dev.caravan.run.StreamRun;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stream that may be read in windows of marks. Configured by the parameters of the {@code
 * caravan-pull} kamelet; immutable after {@link #init}.
 */
public final class SlicedStream extends Stream {
  /** What the name of a backfill ends with, after that of its stream. */
  public static final String BACKFILL = ".backfill";

  private final WindowParameters slices = new WindowParameters();
  private Optional<Slices> declared = Optional.empty();

  @Override
  public void init() {
    super.init();
    boolean total = getPaging().declared().total().isPresent();
    slices.checkPages(end(), pieces().isPresent());
    declared = slices.toSlices(name(), watermark(), getSince().zone(), total);
    if (slices.isBackfillOf(name())) {
      if (declared.isEmpty()) {
        throw new IllegalArgumentException(
            "a backfill reads in slices: set slice, with watermarkParam, untilParam and"
                + " watermarkInitial");
      }
      setName(name() + BACKFILL);
    }
    if (declared.isPresent() && pieces().isPresent()) {
      throw new IllegalArgumentException(
          "slice cannot go with pieceKey: a round of windows holds nothing back; leave one of"
              + " them out");
    }
  }

  /** The parameters about slices. */
  public WindowParameters getSlices() {
    return slices;
  }

  /** How it is read in windows; empty when it is read as one. */
  Optional<Slices> declaredSlices() {
    return declared;
  }

  @Override
  protected int pagesAtOnce() {
    return slices.pagesAtOnce();
  }

  @Override
  public int parallel() {
    return declared.map(Slices::parallel).orElseGet(super::parallel);
  }

  @Override
  public long leastRequests(Instant now) {
    return declared
        .filter(each -> each.range().isEmpty())
        .map(each -> windows(each, now))
        .orElseGet(() -> super.leastRequests(now));
  }

  private long windows(Slices each, Instant now) {
    WindowMarks marks = new WindowMarks(watermark().orElseThrow());
    WindowPlan plan = new WindowPlan(each, marks, marks.like(Optional.empty()));
    return marks.isTime() ? plan.untilNow(marks.begin(Optional.empty()), now).size() : 1;
  }

  @Override
  protected boolean isInWindows() {
    return slices.isSet();
  }

  @Override
  protected List<?> whose() {
    return slices.isSet() ? List.of("slices") : List.of();
  }

  @Override
  public StreamRun newRun(RunStart start) {
    return declared.isPresent() ? new SlicesRun(start, this) : super.newRun(start);
  }
}
