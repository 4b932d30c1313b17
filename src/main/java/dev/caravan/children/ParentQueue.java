package dev.caravan.children;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.ParentScan;
import dev.caravan.children.parents.Parents;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which parents a run asks for next: those that are open first, then new ones, and when there are
 * no others those that failed. For one run, by one thread at a time.
 */
final class ParentQueue {
  private final Parents parents;
  private final ParentScan scan;
  private final long maxPages;
  private final Clock clock;
  private List<OpenParent> waiting = List.of();
  private long requested;
  private long unusable;

  ParentQueue(Parents parents, ParentScan scan, long maxPages, Clock clock) {
    this.parents = parents;
    this.scan = scan;
    this.maxPages = maxPages;
    this.clock = clock;
  }

  /** Parents that were open and are not part of the round under way. */
  List<OpenParent> waiting() {
    return waiting;
  }

  /**
   * The parents of the next round.
   *
   * @param open all that were taken and are not complete
   */
  List<OpenParent> next(List<OpenParent> open) {
    long room = Math.min(parents.parallel(), maxPages - requested);
    List<OpenParent> next = new ArrayList<>();
    open.stream().filter(each -> each.attempts() == 0).limit(room).forEach(next::add);
    while (next.size() < room && takeNew(next)) {
      // Each is added.
    }
    if (next.isEmpty() && isAtEnd(open)) {
      open.stream().limit(room).forEach(next::add);
    }
    return ask(next, open);
  }

  /** Makes some parents the next round, besides those that are open. */
  List<OpenParent> ask(List<OpenParent> next, List<OpenParent> open) {
    waiting = open.stream().filter(each -> !next.contains(each)).toList();
    requested += next.size();
    return next;
  }

  /** Whether there is no parent left but those that failed. */
  boolean isAtEnd(List<OpenParent> open) {
    return open.stream().allMatch(each -> each.attempts() > 0) && !scan.hasMore();
  }

  /** Whether the run asked for as much as it may. */
  boolean isPageLimitReached() {
    return requested >= maxPages;
  }

  /** Parents of which nothing can stand in the path. */
  Optional<String> note() {
    return unusable == 0
        ? Optional.empty()
        : Optional.of(unusable + " parents have nothing that can stand in path " + parents.path());
  }

  /** Takes the new parents of one request; false when there are no more. */
  private boolean takeNew(List<OpenParent> next) {
    List<OpenParent> together = new ArrayList<>();
    while (together.size() < parents.perRequest()) {
      Optional<OpenParent> taken = scan.take(clock.instant());
      if (taken.isEmpty()) {
        break;
      }
      if (parents.path(taken.get()).isPresent()) {
        together.add(taken.get());
      } else {
        unusable++;
      }
    }
    if (!together.isEmpty()) {
      next.add(together.get(0).of(together.stream().map(OpenParent::parent).toList()));
    }
    return !together.isEmpty();
  }
}
