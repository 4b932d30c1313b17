package dev.caravan.pull.end;

import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.Pagination.Again;
import dev.caravan.run.IncompleteScanException;
import dev.caravan.run.MovingListException;
import dev.caravan.state.Known;
import dev.caravan.state.Seam;
import dev.caravan.state.Walked;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks whether pages join. A list whose records go while a scan walks moves to the front, and some
 * of it past the border of two pages. Where pages overlap, the records of the page before must come
 * again, or the scan steps back until they do. Elsewhere a total that fell is what can be seen of
 * it, and the scan begins again. A page that came before, at another place, belongs to another
 * request, and what belongs there is missing.
 */
final class Seams {
  /** How often a scan begins again for that before it is given up as incomplete. */
  private static final int MOST_AGAIN = 3;

  /** Records that are remembered. */
  private static final int KEPT = 200;

  /** Pages that are remembered besides the first one. */
  private static final int KEPT_PAGES = 40;

  private final Pagination pagination;

  Seams(Pagination pagination) {
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
        beyond ? 0 : before.seam().backs(),
        beyond ? 0 : before.seam().far(),
        fell || before.seam().fell(),
        before.seam().pushed() || isPushed(told, before),
        before.seam().again());
  }

  private List<String> prints(Told told, Walked before) {
    List<String> last = before.seam().last();
    if (pagination.again() == Again.LEFT_OUT) {
      return latest(told.prints(), KEPT);
    }
    List<String> all = new ArrayList<>(last);
    if (pagination.again() == Again.MUST) {
      all.addAll(told.prints());
      return latest(all, KEPT);
    }
    // Of rows, only those of the latest page.
    all.removeIf(print -> !PagePrint.isOne(print));
    told.prints().stream().limit(1).forEach(all::add);
    List<String> rows = told.prints().stream().skip(1).toList();
    List<String> kept = new ArrayList<>(pages(all));
    if (pagination.isStepByLimit()) {
      kept.addAll(latest(rows, KEPT));
    }
    return kept;
  }

  private static List<String> pages(List<String> all) {
    if (all.size() <= KEPT_PAGES) {
      return all;
    }
    // The first page stays, since it is what an API answers to a number that it does not take.
    List<String> pages = new ArrayList<>(List.of(all.get(0)));
    pages.addAll(latest(all, KEPT_PAGES));
    return pages;
  }

  private static List<String> latest(List<String> prints, int most) {
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
    return fresh(told, before).stream().anyMatch(before.seam().last()::contains);
  }

  /** What comes on a page after the records that were asked for twice. */
  private List<String> fresh(Told told, Walked before) {
    return told.prints().stream().skip(Counting.twice(pagination, told, before)).toList();
  }

  /** A smaller page, asked for to prove the end, comes again by design. */
  private boolean isPushedOn(Told told, Walked before) {
    long known = 1 + Counting.twice(pagination, told, before);
    List<String> fresh = told.prints().stream().skip(known).toList();
    return told.proof().isEmpty()
        && Counting.latest(before).filter(page -> page.endsAmong(fresh)).isPresent();
  }

  /**
   * Where to go when a page does not join the one before it; empty when it does.
   *
   * @throws MovingListException when that does not end
   */
  Optional<Verdict> back(Told told, Walked before, Known known) {
    if (pagination.again() != Again.MUST || joins(told, before)) {
      return Optional.empty();
    }
    Seam seam = before.seam();
    String position = pagination.back(told.position().orElseThrow(), seam.backs()).orElseThrow();
    return Optional.of(
        pagination.start().filter(position::equals).isPresent()
            ? again(before, known, List.of(), "no page joined the one before it")
            : goOn(position, before.with(seam.steppedBack(before.reach())), known, List.of()));
  }

  /**
   * Whether a page holds the records of another one of the scan, so that its own never came. A page
   * after a position of its own, such as of a keyset, shows that by its records.
   */
  boolean isRepeat(Told told, Walked before) {
    boolean named = pagination.isNumbered() || pagination.place().isPresent();
    if (!named || pagination.again() != Again.NEVER || told.prints().isEmpty()) {
      return false;
    }
    PagePrint page = PagePrint.parse(told.prints().get(0));
    List<PagePrint> others = before.seam().last().stream().map(PagePrint::parse).toList();
    return others.stream().anyMatch(page::repeats)
        || pagination.place().isPresent()
            && !isGrowing(told, before)
            && !isLarger(told)
            && others.stream().anyMatch(other -> other.isWithin(page, rows(told)));
  }

  /**
   * Whether a page is another one than those before it, and not one of them that changed meanwhile.
   */
  boolean isOther(Told told, Walked before) {
    List<String> last = before.seam().last();
    if (told.isRepeat() || told.prints().isEmpty()) {
      return false;
    }
    if (pagination.again() == Again.MUST) {
      List<String> fresh = fresh(told, before);
      return 2 * fresh.stream().filter(last::contains).count() < fresh.size();
    }
    PagePrint page = PagePrint.parse(told.prints().get(0));
    Set<String> rows = rows(told);
    return last.stream()
        .filter(PagePrint::isOne)
        .map(PagePrint::parse)
        .noneMatch(other -> other.isWithin(page, rows));
  }

  /** An API that sends records again does so beside those that belong on the page. */
  private static boolean isLarger(Told told) {
    return told.asked().filter(size -> told.rows() > size).isPresent();
  }

  /** Records that come in front push those of the page before on to the next one. */
  private static boolean isGrowing(Told told, Walked before) {
    long first = before.firstTotal().orElse(0L);
    return told.total().filter(total -> total > first).isPresent();
  }

  private static Set<String> rows(Told told) {
    return told.prints().stream()
        .skip(1)
        .map(PagePrint::mark)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the first page is remembered, and another one has its records at their places. */
  static boolean isLikeFirst(Told told, Walked walked) {
    List<String> pages = walked.seam().last();
    return !pages.isEmpty()
        && !told.prints().isEmpty()
        && PagePrint.parse(told.prints().get(0)).isLike(PagePrint.parse(pages.get(0)));
  }

  /** Says that a page repeats another one. */
  static IncompleteScanException repeated(Told told) {
    return new IncompleteScanException(
        "page "
            + told.position().orElse("first")
            + " holds the records of a page before it, so those that belong there are"
            + " missing; the likely cause is an API or a cache before it that answers another"
            + " request. The next run asks for the page again");
  }

  private boolean joins(Told told, Walked before) {
    long asked = before.reach() - pagination.begin(before.reach(), told.position());
    List<String> last = before.seam().last();
    return asked <= 0
        || last.isEmpty()
        || told.position().equals(pagination.start())
        || told.prints().stream().limit(asked).anyMatch(last::contains)
            && !isBehind(told, last, (int) Math.min(asked, KEPT));
  }

  /** Nothing but records that came long before the border: the page of another request. */
  private static boolean isBehind(Told told, List<String> last, int asked) {
    return told.proof().isEmpty()
        && last.containsAll(told.prints())
        && latest(last, asked).stream().noneMatch(told.prints()::contains);
  }

  /**
   * What follows in place of a complete scan during which records may have slipped between pages.
   *
   * @throws MovingListException when it began again often enough
   */
  Verdict settle(Verdict verdict) {
    Walked walked = verdict.walked();
    boolean slipped =
        verdict.next().isEmpty()
            && pagination.isNumbered()
            && pagination.again() == Again.NEVER
            && walked.seam().fell();
    return slipped
        ? again(walked, verdict.known(), verdict.notes(), "the total fell during the scan")
        : verdict;
  }

  private Verdict again(Walked walked, Known known, List<String> notes, String why) {
    Seam seam = walked.seam().begunAgain();
    if (seam.again() > MOST_AGAIN) {
      throw new MovingListException(
          "incomplete: "
              + why
              + ", and so it was each of the "
              + MOST_AGAIN
              + " times that the scan began again: records move past the borders of pages while it"
              + " walks, and some may be missing. Page by cursor or keyset where the API can; else"
              + " ask in path for an order in which records keep their place, and set overlap where"
              + " it pages by offset. The next run begins anew");
    }
    List<String> all = new ArrayList<>(notes);
    all.add(why + ", so records may have slipped past the border of two pages; it began again");
    return goOn(pagination.start().orElseThrow(), Walked.NOTHING.with(seam), known, all);
  }

  private static Verdict goOn(String next, Walked walked, Known known, List<String> notes) {
    return new Verdict(Optional.of(next), Optional.empty(), walked, known, notes);
  }
}
