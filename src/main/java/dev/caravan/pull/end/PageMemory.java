package dev.caravan.pull.end;

import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.Pagination.Again;
import dev.caravan.state.Seam;
import dev.caravan.state.Walked;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a scan remembers of its pages, to know them when they come again: prints of records near the
 * border to the next page, and of whole pages.
 */
final class PageMemory {
  /** Records that are remembered. */
  static final int ROWS = 200;

  /** Pages that are remembered besides the first one. */
  private static final int PAGES = 40;

  private final Pagination pagination;

  PageMemory(Pagination pagination) {
    this.pagination = pagination;
  }

  /** The seam after a page. Records that must come again may have been pushed back by many. */
  Seam after(Told told, Walked before) {
    boolean fell =
        told.total()
            .filter(total -> before.lastTotal().filter(last -> total < last).isPresent())
            .isPresent();
    long end = pagination.begin(before.reach(), told.position()) + told.rows();
    boolean beyond = end > before.seam().far();
    return new Seam(
        prints(told, before),
        front(told, before),
        beyond ? 0 : before.seam().backs(),
        beyond ? 0 : before.seam().far(),
        fell || before.seam().fell(),
        before.seam().pushed() || isPushed(told, before),
        before.seam().again(),
        came(told, before));
  }

  /**
   * How many records came, each once. Where a page that joins says to be in the list is no count of
   * them: an answer to another request says so, too.
   */
  private long came(Told told, Walked before) {
    long came = before.seam().came();
    if (came < 0 || told.isRepeat() || pagination.again() != Again.MUST) {
      return came;
    }
    Set<String> known = Set.copyOf(before.seam().last());
    return came + told.prints().stream().filter(print -> !known.contains(print)).count();
  }

  private List<String> prints(Told told, Walked before) {
    List<String> last = before.seam().last();
    if (pagination.again() == Again.LEFT_OUT) {
      return latest(told.prints(), ROWS);
    }
    List<String> all = new ArrayList<>(last);
    if (pagination.again() == Again.MUST) {
      all.addAll(told.prints());
      return latest(all, ROWS);
    }
    // Of rows, only those of the latest page.
    all.removeIf(print -> !PagePrint.isOne(print));
    told.prints().stream().limit(1).forEach(all::add);
    List<String> rows = told.prints().stream().skip(1).toList();
    List<String> kept = new ArrayList<>(pages(all));
    if (pagination.isStepByLimit()) {
      kept.addAll(latest(rows, ROWS));
    }
    return kept;
  }

  private List<String> front(Told told, Walked before) {
    if (pagination.again() != Again.MUST) {
      return List.of();
    }
    List<String> front = new ArrayList<>(before.seam().front());
    front.addAll(Border.of(pagination, told, before, front).beyond());
    return latest(front, ROWS);
  }

  private static List<String> pages(List<String> all) {
    if (all.size() <= PAGES) {
      return all;
    }
    // The first page stays, since it is what an API answers to a number that it does not take.
    List<String> pages = new ArrayList<>(List.of(all.get(0)));
    pages.addAll(latest(all, PAGES));
    return pages;
  }

  static List<String> latest(List<String> prints, int most) {
    return prints.subList(Math.max(0, prints.size() - most), prints.size());
  }

  /** Whether more came again than was asked for twice. */
  private boolean isPushed(Told told, Walked before) {
    if (pagination.again() == Again.NEVER) {
      return !pagination.isStepByLimit() && isPushedOn(told, before);
    }
    if (pagination.again() != Again.MUST) {
      return false;
    }
    return Counting.fresh(pagination, told, before).stream()
        .anyMatch(before.seam().last()::contains);
  }

  /** A smaller page, asked for to prove the end, comes again by design. */
  private boolean isPushedOn(Told told, Walked before) {
    long known = 1 + Counting.twice(pagination, told, before);
    List<String> fresh = told.prints().stream().skip(known).toList();
    return told.proof().isEmpty()
        && Counting.latest(before).filter(page -> page.endsAmong(fresh)).isPresent();
  }
}
