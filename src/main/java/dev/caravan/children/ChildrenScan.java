package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.ParentScan;
import dev.caravan.children.parents.Parents;
import dev.caravan.children.parents.ParentsPosition;
import dev.caravan.children.parents.SetAside;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scan over all parents: what becomes of each response, and who is asked next. For one run, by
 * one thread at a time.
 */
final class ChildrenScan {
  private static final Logger LOG = LoggerFactory.getLogger(ChildrenScan.class);

  private final String run;
  private final ChildrenStream stream;
  private final Parents parents;
  private final ParentScan scan;
  private final ParentProgress progress;
  private final ParentQueue queue;
  private final GoneParents gone = new GoneParents();
  private final Setbacks setbacks;
  private final Clock clock;
  private boolean doubted;

  ChildrenScan(
      String run, ChildrenStream stream, ParentScan scan, ParentProgress progress, Clock clock) {
    this.run = run;
    this.stream = stream;
    this.parents = stream.parents();
    this.scan = scan;
    this.progress = progress;
    this.queue = new ParentQueue(parents, scan, stream.maxPages(), clock);
    this.setbacks = new Setbacks(run, "parent", parents.attempts(), clock);
    this.clock = clock;
  }

  /** Resumes at a position; the parents of the first round. */
  List<OpenParent> resume(ParentsPosition position) {
    progress.resume(position.open());
    setbacks.resume(position);
    return queue.next(position.open());
  }

  /** How far each open parent is. */
  ParentProgress progress() {
    return progress;
  }

  /** Whether the run asked for as much as it may. */
  boolean isPageLimitReached() {
    return queue.isPageLimitReached();
  }

  /** The parents that it goes on without. */
  SetAside aside() {
    return setbacks.aside();
  }

  /**
   * What people should know.
   *
   * @param over whether the scan came to its end, so that the run itself tells who is missing
   */
  java.util.stream.Stream<String> notes(boolean over) {
    return java.util.stream.Stream.of(
            gone.note(), queue.note(), aside().note("parent").filter(any -> !over))
        .flatMap(Optional::stream);
  }

  /** Looks at what was just fetched, and plans the round after it. */
  Round inspect(List<ParentPage> responses) {
    long before = setbacks.aside().count();
    List<OpenParent> open = new ArrayList<>(queue.waiting());
    List<OpenParent> complete = new ArrayList<>();
    List<ParentPage> pages = new ArrayList<>();
    for (ParentPage response : responses) {
      if (response.failure().isPresent()) {
        fail(response.parent(), response.failure().get(), open);
      } else if (response.page().isEmpty()) {
        progress
            .startAgain(response.parent())
            .ifPresentOrElse(open::add, () -> lose(response.parent(), open));
      } else if (take(response, open, complete)) {
        pages.add(response);
      }
    }
    List<Object> taken = scan.taken();
    List<OpenParent> next = following(open);
    boolean last = open.isEmpty() && next.isEmpty() && !scan.hasMore();
    List<OpenParent> lost = setbacks.haveOthers() ? gone.decide() : List.of();
    open.addAll(gone.undecided());
    return new Round(
        keyed(pages),
        pages,
        complete,
        lost,
        setbacks.aside().count() - before,
        new ParentsPosition(taken, open, setbacks.haveOthers(), setbacks.aside()),
        progress.known(),
        next,
        last);
  }

  private List<?> keyed(List<ParentPage> pages) {
    return pages.stream().flatMap(this::keyed).toList();
  }

  private java.util.stream.Stream<?> keyed(ParentPage page) {
    return page.page().orElseThrow().records().stream()
        .map(record -> parents.withKey(record, page.parent()));
  }

  /** Takes the page of a parent, unless the response is no page of its scan. */
  private boolean take(ParentPage response, List<OpenParent> open, List<OpenParent> complete) {
    OpenParent parent = response.parent();
    try {
      parents.requireOwn(response.page().orElseThrow().records(), parent);
      OpenParent after = progress.after(parent, response.page().orElseThrow());
      if (after.position().isPresent()) {
        open.add(after);
      } else {
        close(after, open, complete);
      }
    } catch (RuntimeException e) {
      if (!ParentFailure.isOne(e)) {
        throw e;
      }
      fail(parent, ParentFailure.of(e, Optional.empty(), stream.api()), open);
      return false;
    }
    setbacks.answered();
    return true;
  }

  /** The response for some parents came to its end. */
  private void close(OpenParent batch, List<OpenParent> open, List<OpenParent> complete) {
    int sure = progress.complete(batch);
    int size = batch.members().size();
    if (sure == 0) {
      open.addAll(Batches.halves(batch, clock.instant()));
      return;
    }
    complete.add(batch.of(batch.members().subList(0, sure)));
    if (sure < size) {
      open.add(batch.part(sure, size, clock.instant()));
    }
  }

  private void lose(OpenParent parent, List<OpenParent> open) {
    if (parent.members().size() > 1) {
      open.addAll(Batches.halves(parent, clock.instant()));
    } else {
      gone.add(parent);
    }
  }

  private void fail(OpenParent parent, ParentFailure failure, List<OpenParent> open) {
    progress.forget(parent);
    if (parent.members().size() > 1) {
      LOG.info("{}: parents {} are asked for in halves: {}", run, parent, failure.reason());
      open.addAll(Batches.halves(parent, clock.instant()));
      return;
    }
    long again = open.stream().filter(each -> each.attempts() > 0).count();
    setbacks.add(parent, failure, again).ifPresent(open::add);
  }

  /** The parents of the round after these; while the API answered for none, it may not be they. */
  private List<OpenParent> following(List<OpenParent> open) {
    boolean troubled = !open.isEmpty() || !gone.undecided().isEmpty() || setbacks.any();
    if (setbacks.haveOthers() || !troubled) {
      return queue.next(open);
    }
    gone.checkPath(parents.path().toString(), false);
    if (!queue.isAtEnd(open)) {
      return queue.next(open);
    }
    List<OpenParent> known = doubted ? List.of() : scan.visitedBefore(clock.instant());
    doubted = true;
    if (known.isEmpty()) {
      setbacks.requireOthers();
      gone.checkPath(parents.path().toString(), true);
    }
    return queue.ask(known, open);
  }

  /** Keeps what is to be remembered of the parents of a round. In the round's transaction. */
  void remember(Round round) {
    scan.complete(round.complete());
    scan.gone(round.gone());
    if (round.last()) {
      scan.end();
    }
  }
}
