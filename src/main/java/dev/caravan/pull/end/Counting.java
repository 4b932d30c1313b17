package dev.caravan.pull.end;

import dev.caravan.pull.paging.Next;
import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.Pagination.Again;
import dev.caravan.response.PagingException;
import dev.caravan.run.IncompleteScanException;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Says where a scan goes on, and looks whether the parameter that asks for a page counts what it is
 * taken to count. Where the number of a page goes as an offset most of the list is skipped, and
 * where that of a record goes as a page its beginning is, and each response looks right.
 */
final class Counting {
  private final Rules rules;
  private final Pagination pagination;

  Counting(Rules rules) {
    this.rules = rules;
    this.pagination = rules.pagination();
  }

  /** How many records of a page were asked for with the page before it already. */
  static long twice(Pagination pagination, Told told, Walked before) {
    return Math.max(0, before.reach() - pagination.begin(before.reach(), told.position()));
  }

  /** What comes on a page after those. */
  static List<String> fresh(Pagination pagination, Told told, Walked before) {
    return told.prints().stream().skip(twice(pagination, told, before)).toList();
  }

  /**
   * Where the scan goes on after a response; empty when that names nothing. While it is not known
   * whether an offset counts records that is at the last one that came, which must come again then.
   * A total tells as well.
   */
  Optional<String> next(Told told, Known known) {
    if (told.next() instanceof Next.At && rules.isStepByRows(told, known)) {
      return pagination.afterRows(told.position(), told.rows());
    }
    return told.next() instanceof Next.At && told.rows() > 1 && isInDoubt(known)
        ? pagination.afterRows(told.position(), told.rows() - 1)
        : told.next().position();
  }

  /**
   * The same of a response after which the scan must go on.
   *
   * @throws PagingException when it cannot, saying why
   */
  String position(Told told, Known known) {
    requireWay(told);
    return next(told, known).orElseThrow();
  }

  /**
   * Refuses a response that leads nowhere.
   *
   * @throws PagingException saying why
   */
  static void requireWay(Told told) {
    if (told.next() instanceof Next.Stuck stuck) {
      throw new PagingException(stuck.why());
    }
  }

  /** What is known after a page with that record, which others that came in front push on. */
  Known learn(Told told, Walked before, Known known) {
    boolean joined =
        isInDoubt(known)
            && twice(pagination, told, before) == 1
            && latest(before).filter(page -> page.endsAmong(rows(told))).isPresent();
    return joined ? known.with(Set.of(key())) : known;
  }

  /**
   * Refuses the end of a scan of which no page had it. Pages of one record are the same either way.
   *
   * @throws IncompleteScanException naming the parameter
   */
  void requireShown(Walked walked, Known known) {
    boolean asked =
        walked.seam().last().stream().map(PagePrint::parse).anyMatch(page -> page.rows() > 1);
    if (walked.pages() > 1 && asked && isInDoubt(known)) {
      throw new IncompleteScanException(
          "incomplete after %d rows on %d pages: no page had the last record of the one before it, though each was asked for from there on; the likely cause is that %s takes the number of a page and not of a record, so that most of the list is skipped: set pagination: page and pageParam: %s. If it counts records, the list moves or has no order: ask in path for one, and set overlap, or total to where a response says how many there are"
              .formatted(
                  walked.rows(),
                  walked.pages(),
                  pagination.parameterName(),
                  pagination.parameterName()));
    }
  }

  /**
   * Refuses pages that lie one record apart. A single one may do so by chance, when records came in
   * front.
   *
   * @throws IncompleteScanException naming the parameter
   */
  void requirePages(Told told, Walked before) {
    boolean ofOne =
        pagination.isNumbered()
            && pagination.again() == Again.NEVER
            && told.proof().isEmpty()
            && before.seam().pushed()
            && twice(pagination, told, before) == 0
            && latest(before).filter(page -> page.isMovedByOne(rows(told))).isPresent();
    if (ofOne) {
      throw new IncompleteScanException(
          "incomplete: page %s is the page before it moved by one record, and records came again before; the likely cause is that %s takes the number of a record and not of a page, so that what stands before the first page never comes: set pagination: offset and offsetParam: %s"
              .formatted(
                  told.position().orElse("first"),
                  pagination.parameterName(),
                  pagination.parameterName()));
    }
  }

  private boolean isInDoubt(Known known) {
    return pagination.isStepByRows()
        && rules.declared().total().isEmpty()
        && !known.places().contains(key());
  }

  private String key() {
    return "offset " + pagination.parameterName();
  }

  /** The print of the page before, where pages are known by prints. */
  static Optional<PagePrint> latest(Walked before) {
    List<String> pages = before.seam().last();
    return pages.isEmpty()
        ? Optional.empty()
        : Optional.of(PagePrint.parse(pages.get(pages.size() - 1)));
  }

  private static List<String> rows(Told told) {
    return told.prints().stream().skip(1).toList();
  }
}
