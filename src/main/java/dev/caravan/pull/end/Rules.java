package dev.caravan.pull.end;

import dev.caravan.pull.paging.Declared;
import dev.caravan.pull.paging.JsonPathTo;
import dev.caravan.pull.paging.Locator;
import dev.caravan.pull.paging.Next;
import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.Pagination.Again;
import dev.caravan.state.Known;
import dev.caravan.state.Walked;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a stream declares of its pages and their end.
 *
 * @param pagination how the API pages
 * @param declared what its answers say of the end
 * @param records where the records are
 * @param ignored names of signs that mean nothing
 */
public record Rules(
    Pagination pagination, Declared declared, JsonPathTo records, List<String> ignored) {

  /** Known once the API gave a second page that is not the first one. */
  static final String OTHER_PAGE = "another page";

  /** That a list with records became an empty one, which a wrong path looks like, too. */
  static final Sign NO_RECORDS = new Sign("records", "0", Sign.Kind.COUNT);

  /** Begins what is known of the sizes of pages, which matter where a scan steps by the limit. */
  private static final String ROWS = "rows ";

  private static final String RECORDS = "records ";

  /** The way after an answer. */
  Walked walk(Told told, Walked before) {
    long begin = pagination.begin(before.reach(), told.position());
    boolean repeat = told.isRepeat();
    long end = repeat ? before.reach() : begin + pagination.width(told.rows());
    // A joined page says where its list is now, which may be nearer to the front than it was.
    boolean joined = pagination.again() == Again.MUST;
    long fresh = joined ? end - before.reach() : Math.max(0, end - Math.max(before.reach(), begin));
    long known = joined ? 0 : again(told, before);
    return new Walked(
        pagination.pages(before.pages(), told.position()),
        before.rows() < 0 ? before.rows() : before.rows() + (repeat ? 0 : fresh - known),
        joined ? end : Math.max(before.reach(), end),
        told.rows() == 0 ? before.empty() + 1 : 0,
        before.firstTotal().or(told::total),
        told.total().or(before::lastTotal),
        Optional.empty(),
        new Seams(pagination).after(told, before));
  }

  /** Records of the page before that came again. */
  private long again(Told told, Walked before) {
    return pagination.again() == Again.NEVER
        ? 0
        : told.prints().stream().filter(before.seam().last()::contains).count();
  }

  /**
   * Refuses a page that shows that the server cuts pages where the scan steps over more: each page
   * so far had as many rows, a round number below the declared one.
   *
   * @throws IncompleteScanException naming both numbers
   */
  void requireUncut(Told told, Known known) {
    boolean alike =
        told.isRound()
            && !told.position().equals(pagination.start())
            && known.fullPage() < pageSize()
            && told.rows() < pageSize()
            && known.places().contains(rowsKey(told))
            && known.places().stream().filter(key -> key.startsWith(ROWS)).count() == 1;
    if (pagination.width(0) > 0 && alike) {
      throw new IncompleteScanException(
          "incomplete: each page came with %d rows where pageSize says %d, so the API seems to cut pages"
                  .formatted(told.rows(), pageSize())
              + " and the scan to step over rows; set pageSize to "
              + told.rows()
              + ", or offsetStep: rows");
    }
  }

  /** What is known of the API's pages after an answer. */
  Known learn(Told told, Walked walked, Known known) {
    Set<String> said = new TreeSet<>();
    if (told.next() instanceof Next.At && pagination.place().isPresent()) {
      said.add(placeKey());
    }
    if (told.more().orElse(false)) {
      said.add(moreKey());
    }
    if (told.total().filter(total -> walked.rows() >= 0 && total > walked.rows()).isPresent()) {
      said.add(totalKey());
    }
    if (told.pages().filter(pages -> walked.pages() >= 0 && pages > walked.pages()).isPresent()) {
      said.add(lastPageKey());
    }
    if (told.rows() > 0) {
      said.add(recordsKey());
    }
    boolean sizesDiffer = known.places().stream().filter(key -> key.startsWith(ROWS)).count() > 1;
    if (pagination.width(0) > 0 && told.rows() > 0 && !sizesDiffer) {
      said.add(rowsKey(told));
    }
    if (told.differs() && told.rows() > 0) {
      said.add(OTHER_PAGE);
    }
    Known now = known.with(said);
    return told.isFull() ? now.withFullPage(told.asked().orElse(0L)) : now;
  }

  /** What declared of an answer says that more follows, in words. */
  Optional<String> saysMore(Told told, Walked walked) {
    if (told.more().orElse(false)) {
      return Optional.of("hasMore " + text(declared.more()) + " says that there is more");
    }
    if (walked.rows() >= 0
        && walked.lastTotal().filter(total -> misses(walked, total)).isPresent()) {
      return Optional.of(
          "total " + text(declared.total()) + " says " + walked.lastTotal().get() + " records");
    }
    // A total says more than a number of pages, which may have changed meanwhile.
    return told.pages()
        .filter(any -> told.total().isEmpty())
        .filter(pages -> walked.pages() >= 0 && pages > walked.pages())
        .map(pages -> "lastPage " + text(declared.lastPage()) + " says " + pages + " pages");
  }

  /** A total that changed during the scan may count what came or went behind its back. */
  private static boolean misses(Walked walked, long total) {
    return walked.rows() < Math.min(total, walked.firstTotal().orElse(total));
  }

  long pageSize() {
    return declared.pageSize();
  }

  /** Whether everybody knows where this way of paging has its next position. */
  boolean isPlaceStandard() {
    return pagination.place().filter(place -> place.toString().equals("header:Link")).isPresent();
  }

  String placeKey() {
    return "next " + text(pagination.place());
  }

  String moreKey() {
    return "hasMore " + text(declared.more());
  }

  String totalKey() {
    return "total " + text(declared.total());
  }

  String lastPageKey() {
    return "lastPage " + text(declared.lastPage());
  }

  private static String rowsKey(Told told) {
    return ROWS + told.rows();
  }

  String recordsKey() {
    return RECORDS + records;
  }

  /** Whether some scan brought records, here or where {@code records} led before. */
  boolean mayHaveLostList(Known known) {
    return known.places().stream().anyMatch(place -> place.startsWith(RECORDS))
        && !ignores(NO_RECORDS);
  }

  /** Whether a sign is declared, or taken as meaningless. */
  boolean ignores(Sign sign) {
    return ignored.stream().anyMatch(sign::isCalled)
        || List.of(declared.more(), declared.total(), declared.lastPage(), pagination.place())
            .stream()
            .flatMap(Optional::stream)
            .anyMatch(place -> sign.name().equalsIgnoreCase(plain(place)));
  }

  /** A place as a sign is named: {@code $['meta']['next']} is meta.next. */
  private static String plain(Locator place) {
    return place
        .toString()
        .replace("header:", "")
        .replace("']['", ".")
        .replaceAll("^\\$\\['|']$", "");
  }

  private static String text(Optional<Locator> place) {
    return place.map(Locator::toString).orElse("");
  }
}
