package dev.caravan.slices;

import dev.caravan.children.ParentFailure;
import dev.caravan.children.ParentPage;
import dev.caravan.children.ParentProgress;
import dev.caravan.children.Setbacks;
import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.ParentsPosition;
import dev.caravan.children.parents.SetAside;
import dev.caravan.pull.Page;
import dev.caravan.pull.watermark.Span;
import dev.caravan.pull.watermark.Watermark;
import dev.caravan.pull.watermark.WindowMarks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * A scan over windows: what becomes of each response, and which window is asked for next. For one
 * run, by one thread at a time.
 */
final class SlicesScan {
  private static final int ATTEMPTS = 3;

  private final SlicedStream stream;
  private final Slices slices;
  private final WindowPlan plan;
  private final WindowMarks marks;
  private final WindowLook look;
  private final WindowQueue queue;
  private final NumberTail tail;
  private final ParentProgress progress;
  private final Setbacks setbacks;
  private final long maxPages;
  private final Standing standing;
  private long requested;

  SlicesScan(
      String run,
      SlicedStream stream,
      WindowPlan plan,
      Watermark watermark,
      Standing standing,
      ParentProgress progress,
      Clock clock) {
    this.stream = stream;
    this.slices = plan.slices();
    this.plan = plan;
    this.marks = plan.marks();
    this.look = new WindowLook(plan, watermark);
    this.standing = standing;
    this.progress = progress;
    this.queue = new WindowQueue(marks, clock);
    this.tail = new NumberTail(plan);
    this.setbacks = new Setbacks(run, "window", ATTEMPTS, clock);
    this.maxPages = stream.maxPages();
  }

  /** Begins with windows. */
  void begin(List<Window> windows) {
    windows.forEach(this::add);
  }

  private void add(Window window) {
    queue.add(window);
    standing.note(window);
    if (window.isOpen() && !marks.isTime()) {
      tail.begin(window);
    }
  }

  /**
   * Resumes where an earlier run was; what is new since then is cut into windows, too, unless the
   * last one is being read.
   */
  void resume(
      SlicesPosition position, List<WindowTable.Row> rows, LongFunction<List<Window>> newer) {
    standing.resume(position);
    queue.resume(rows);
    rows.forEach(row -> row.scan().filter(any -> !row.aside()).ifPresent(this::resume));
    setbacks.resume(new ParentsPosition(List.of(), List.of(), position.answered(), SetAside.NONE));
    rows.stream()
        .map(WindowTable.Row::window)
        .filter(window -> window.isOpen() && queue.isWaiting(window))
        .forEach(
            window -> {
              queue.forget(window);
              newer.apply(window.low()).forEach(this::add);
            });
    tail.resume(position.looked());
  }

  private void resume(OpenParent scan) {
    progress.resume(List.of(scan));
  }

  ParentProgress progress() {
    return progress;
  }

  /** The windows that it goes on without. */
  SetAside aside() {
    return setbacks.aside();
  }

  boolean isPageLimitReached() {
    return requested >= maxPages;
  }

  /** The scans of the first round. */
  WindowRound first() {
    return round(List.of());
  }

  /** Looks at what was just fetched, and plans the round after it. */
  WindowRound inspect(List<ParentPage> responses) {
    List<ParentPage> pages = new ArrayList<>();
    responses.stream()
        .sorted(Comparator.comparing(each -> Window.of(each.parent())))
        .forEach(response -> look(response, pages));
    if (!setbacks.haveOthers() && queue.hasOnlyFailed() && queue.failed() > 0) {
      setbacks.requireOthers();
    }
    return round(pages);
  }

  private WindowRound round(List<ParentPage> pages) {
    List<OpenParent> next = next();
    Optional<WindowRound.End> end = Optional.empty();
    if (queue.isDone() && setbacks.aside().count() == 0) {
      standing.end();
      end = Optional.of(WindowRound.End.WHOLE);
    } else if (queue.isDone()) {
      if (slices.range().isEmpty() && !queue.hasOpenEnd()) {
        add(standing.goOn());
      }
      end = Optional.of(WindowRound.End.WITHOUT_SOME);
    }
    if (queue.size() > 0) {
      standing.pass(queue.low());
    }
    boolean answered = end.isEmpty() && setbacks.haveOthers();
    return new WindowRound(
        List.copyOf(pages),
        queue.changes(),
        standing.state(queue.size(), answered, tail.looked(), end),
        progress.known(),
        next);
  }

  private List<OpenParent> next() {
    long room = Math.min(slices.parallel(), maxPages - requested);
    List<OpenParent> next = new ArrayList<>(queue.next(room, tail.held(), tail.asks()));
    requested += next.size();
    return next;
  }

  private void look(ParentPage response, List<ParentPage> pages) {
    OpenParent scan = response.parent();
    if (response.failure().isPresent()) {
      fail(scan, response.failure().get());
    } else if (response.page().isEmpty()) {
      queue.put(progress.startAgain(scan).orElseThrow());
    } else {
      try {
        take(scan, response.page().get(), response, pages);
        setbacks.answered();
      } catch (RuntimeException e) {
        if (!ParentFailure.isOne(e)) {
          throw e;
        }
        fail(scan, ParentFailure.of(e, Optional.empty(), stream.api()));
      }
    }
  }

  private void fail(OpenParent scan, ParentFailure failure) {
    progress.forget(scan);
    if (tail.isProbe(Window.of(scan))) {
      throw failure.ofRun("the page from " + scan.parent() + " failed");
    }
    setbacks
        .add(scan, failure, queue.failed())
        .ifPresentOrElse(queue::put, () -> queue.setAside(scan.failed(failure.reason())));
    tail.settle(Window.of(scan));
  }

  private void take(OpenParent scan, Page page, ParentPage response, List<ParentPage> pages) {
    Window window = Window.of(scan);
    look.requireInside(page, window);
    page.newestMark().ifPresent(newest -> tail.saw(marks.ticks(newest)));
    boolean looking = scan.position().isEmpty() && tail.asks().filter(window::equals).isPresent();
    if (tail.isProbe(window)) {
      cut(tail.looked(!page.records().isEmpty()));
      return;
    }
    if (scan.position().isEmpty() && look.isTooMuch(page, progress)) {
      if (looking) {
        cut(tail.looked(true));
      } else {
        halve(scan, window, page);
      }
      return;
    }
    OpenParent after = progress.after(scan, page);
    if (after.position().isEmpty()) {
      queue.forget(window);
      tail.settle(window);
      standing.complete(window, after);
    } else if (looking) {
      progress.forget(scan);
      cut(tail.looked(true));
      return;
    } else {
      queue.put(after);
    }
    pages.add(response);
  }

  private void cut(List<Window> windows) {
    if (!windows.isEmpty()) {
      queue.forget(new Window(windows.get(0).low(), Span.OPEN));
      windows.forEach(this::add);
    }
  }

  private void halve(OpenParent scan, Window window, Page page) {
    List<Window> halves = look.halves(scan, window, page, tail.settled());
    if (!halves.isEmpty()) {
      queue.forget(window);
      halves.forEach(queue::add);
      halves.forEach(standing::note);
      return;
    }
    String reason = look.tooMany(window, page);
    setbacks.give(scan, new ParentFailure(reason, false, false));
    queue.setAside(scan.failed(reason));
  }
}
