package dev.caravan.slices;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.pull.watermark.WindowMarks;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The windows of a scan that are not complete, and what is to be written of them: a window each of
 * which something changed since {@link #changes}. For one run, by one thread at a time.
 */
final class WindowQueue {
  private final WindowMarks marks;
  private final Clock clock;
  private final NavigableSet<Window> waiting = new TreeSet<>();
  private final TreeMap<Window, OpenParent> open = new TreeMap<>();
  private final TreeMap<Window, OpenParent> aside = new TreeMap<>();
  private final Set<Window> changed = new TreeSet<>();

  WindowQueue(WindowMarks marks, Clock clock) {
    this.marks = marks;
    this.clock = clock;
  }

  /**
   * What is to be written.
   *
   * @param gone windows of which there is nothing more to keep
   * @param kept all others that changed
   */
  record Changes(List<Window> gone, List<WindowTable.Row> kept) {
    void writeTo(WindowTable table) {
      table.remove(gone);
      table.put(kept);
    }
  }

  /** Takes what an earlier run left; what was set aside is tried again. */
  void resume(Collection<WindowTable.Row> rows) {
    for (WindowTable.Row row : rows) {
      if (row.aside()) {
        add(row.window());
      } else {
        row.scan()
            .ifPresentOrElse(scan -> open.put(row.window(), scan), () -> waiting.add(row.window()));
      }
    }
  }

  void add(Window window) {
    waiting.add(window);
    changed.add(window);
  }

  /** A window is read up to some page. */
  void put(OpenParent scan) {
    waiting.remove(Window.of(scan));
    open.put(Window.of(scan), scan);
    changed.add(Window.of(scan));
  }

  /** The scan goes on without a window. */
  void setAside(OpenParent scan) {
    forget(Window.of(scan));
    aside.put(Window.of(scan), scan);
  }

  /** A window is complete, or others take its place. */
  void forget(Window window) {
    waiting.remove(window);
    open.remove(window);
    changed.add(window);
  }

  /** Whether a window waits of which nothing was asked yet. */
  boolean isWaiting(Window window) {
    return waiting.contains(window);
  }

  /** Whether none is left but those that were set aside. */
  boolean isDone() {
    return waiting.isEmpty() && open.isEmpty();
  }

  /** Whether none is left but those that failed. */
  boolean hasOnlyFailed() {
    return waiting.isEmpty() && open.values().stream().allMatch(each -> each.attempts() > 0);
  }

  /** How many wait for another attempt. */
  long failed() {
    return open.values().stream().filter(each -> each.attempts() > 0).count();
  }

  /** Whether what is new belongs to a window already. */
  boolean hasOpenEnd() {
    return Stream.of(waiting, open.keySet(), aside.keySet())
        .flatMap(Collection::stream)
        .anyMatch(Window::isOpen);
  }

  int size() {
    return waiting.size() + open.size() + aside.size();
  }

  /** The first mark of the first window that is not complete. */
  OptionalLong low() {
    return Stream.of(waiting, open.keySet(), aside.keySet())
        .flatMap(each -> each.stream().limit(1))
        .mapToLong(Window::low)
        .min();
  }

  /**
   * The scans of the next round: those under way, then those that wait, in order; when there are no
   * others, those that failed.
   *
   * @param held the window whose turn it is not yet
   * @param looked the window to look at first of all
   */
  List<OpenParent> next(long room, Optional<Window> held, Optional<Window> looked) {
    List<OpenParent> next = new ArrayList<>();
    looked.filter(any -> room > 0).ifPresent(window -> next.add(begin(window)));
    open.values().stream()
        .filter(each -> each.attempts() == 0)
        .limit(Math.max(0, room - next.size()))
        .forEach(next::add);
    waiting.stream()
        .filter(window -> held.filter(window::equals).isEmpty())
        .limit(Math.max(0, room - next.size()))
        .forEach(window -> next.add(begin(window)));
    if (next.isEmpty()) {
      open.values().stream().limit(Math.max(0, room)).forEach(next::add);
    }
    return next;
  }

  private OpenParent begin(Window window) {
    return window.begin(marks, clock.instant());
  }

  /** What changed since this was last asked. */
  Changes changes() {
    List<Window> gone = new ArrayList<>();
    Map<Window, WindowTable.Row> kept = new LinkedHashMap<>();
    for (Window window : changed) {
      if (open.containsKey(window)) {
        kept.put(window, new WindowTable.Row(window, Optional.of(open.get(window)), false));
      } else if (waiting.contains(window)) {
        kept.put(window, WindowTable.Row.waiting(window));
      } else if (aside.containsKey(window)) {
        kept.put(window, new WindowTable.Row(window, Optional.of(aside.get(window)), true));
      } else {
        gone.add(window);
      }
    }
    changed.clear();
    return new Changes(gone, List.copyOf(kept.values()));
  }
}
