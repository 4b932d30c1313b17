package dev.caravan.slices;

import dev.caravan.children.ParentProgress;
import dev.caravan.children.parents.OpenParent;
import dev.caravan.pull.Page;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WindowMarks;
import java.util.List;
import java.util.Optional;

/**
 * What a page shows of its window: whether the API heeded its bounds, and whether it lists all of
 * it.
 */
record WindowLook(WindowPlan plan, Watermark watermark) {
  private static final String HONEST = "total beyond sliceMax";

  /** Whether a window has more records than the API lists, as its first page says. */
  boolean isTooMuch(Page page, ParentProgress progress) {
    Optional<Long> declared = plan.slices().most();
    if (declared.isEmpty()) {
      return false;
    }
    long most = declared.get();
    long total = total(page);
    if (total > most) {
      progress.learn(HONEST);
    }
    // A total that is just as large may be cut, too.
    return total > most || total == most && !progress.known().places().contains(HONEST);
  }

  private static long total(Page page) {
    return page.source()
        .total()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "sliceMax needs to know how many records a window has, and the response has"
                        + " nothing at total"));
  }

  /**
   * The halves of such a window.
   *
   * @param settled where numeric marks may be cut at the latest
   * @return empty when its filter cannot tell two parts of it apart
   */
  List<Window> halves(OpenParent scan, Window window, Page page, long settled) {
    WindowMarks marks = plan.marks();
    long end =
        marks.isTime()
            ? marks.ticks(scan.start().after(page, Optional.of(watermark)).ceiling())
            : settled;
    return plan.halves(window, end, marks.finest(page.records(), plan.like()));
  }

  /** Why such a window cannot be read. */
  String tooMany(Window window, Page page) {
    return "the API has %d records from %s, and lists %d of a query at most (sliceMax); its filter cannot tell smaller parts of that apart. Ask in path for a part of them (by another field, in several streams), page without a cap, or set sliceMax to what the API really lists"
        .formatted(total(page), window.shown(plan.marks()), plan.slices().most().orElseThrow());
  }

  /**
   * An API that heeds only one of two bounds, or none, or reads them in another zone, would send
   * everything for each window, or leave out some of it. A few records may change just then.
   */
  void requireInside(Page page, Window window) {
    List<String> outside =
        page.records().stream()
            .flatMap(record -> plan.marks().outside(record, plan.span(window)).stream())
            .toList();
    if (outside.size() * 2 > page.records().size()) {
      throw new IllegalStateException(
          "the API was asked for what is from %s, and %d of %d records are not, such as one of %s; it ignores watermarkParam or untilParam, or reads them in another form or zone (watermarkParamFormat, watermarkZone)"
              .formatted(
                  window.shown(plan.marks()),
                  outside.size(),
                  page.records().size(),
                  outside.get(0)));
    }
  }
}
