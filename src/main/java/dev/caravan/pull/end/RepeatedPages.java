package dev.caravan.pull.end;

import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.Pagination.Again;
import dev.caravan.run.IncompleteScanException;
import dev.caravan.state.Walked;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Knows a page that came before. At another place it belongs to another request, and what belongs
 * there is missing.
 */
final class RepeatedPages {
  private final Pagination pagination;

  RepeatedPages(Pagination pagination) {
    this.pagination = pagination;
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
    if (others.stream().anyMatch(page::repeats)) {
      return true;
    }
    if (pagination.place().isEmpty() || isGrowing(told, before) || isLarger(told)) {
      return false;
    }
    // Once for all pages that are remembered.
    Set<String> rows = rows(told);
    return others.stream().anyMatch(other -> other.isWithin(page, rows));
  }

  /**
   * How many records of a page are taken to have come before, since most of those of another one
   * are among them. Such a page is not refused where the list grows or the page has more records
   * than that one, and yet those that came twice are no part of a total.
   */
  long again(Told told, Walked before) {
    if (told.prints().isEmpty()) {
      return 0;
    }
    PagePrint page = PagePrint.parse(told.prints().get(0));
    List<String> marks = told.prints().stream().skip(1).map(PagePrint::mark).toList();
    long again =
        before.seam().last().stream()
            .filter(PagePrint::isOne)
            .map(PagePrint::parse)
            .mapToLong(other -> other.again(page, marks))
            .sum();
    return Math.min(told.rows(), again);
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
      List<String> fresh = Counting.fresh(pagination, told, before);
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
}
