package dev.caravan.pull.end;

import dev.caravan.config.Counted;
import dev.caravan.pull.paging.Declared;
import dev.caravan.pull.paging.Evidence;
import dev.caravan.pull.paging.Next;
import dev.caravan.pull.paging.Pagination;
import dev.caravan.pull.paging.Pagination.Again;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.Locator;
import dev.caravan.run.IncompleteScanException;
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
 * @param declared what its responses say of the end
 * @param records where the records are
 * @param ignored names of signs that mean nothing
 */
public record Rules(
    Pagination pagination, Declared declared, JsonPathTo records, List<String> ignored) {

  /** Known once an API was seen not to list the newest first. */
  public static final String MIXED = "not newest first";

  /** Known once the API gave a second page that is not the first one. */
  static final String OTHER_PAGE = "another page";

  /** That a list with records became an empty one, which a wrong path looks like, too. */
  static final Sign NO_RECORDS = new Sign("records", "0", Sign.Kind.COUNT);

  /** That pages without rows named a next one, as filters of an API leave them, and failures. */
  static final Sign HOLLOW = new Sign("emptyPages", "0", Sign.Kind.COUNT);

  /** Known once an API showed that it filters what it has paged. */
  private static final String FILTERED = "filtered pages";

  private static final String RECORDS = "records ";

  /** The way after a response. */
  Walked walk(Told told, Walked before, Known known) {
    long begin = pagination.begin(before.reach(), told.position());
    boolean repeat = told.isRepeat();
    long end = repeat ? before.reach() : begin + width(told, known);
    // A joined page says where its list is now, which may be nearer to the front than it was.
    boolean joined = pagination.again() == Again.MUST;
    long fresh = joined ? end - before.reach() : Math.max(0, end - Math.max(before.reach(), begin));
    long twice = joined ? 0 : again(told, before);
    return new Walked(
        pagination.pages(before.pages(), told.position()),
        before.rows() < 0 ? before.rows() : before.rows() + (repeat ? 0 : fresh - twice),
        joined ? end : Math.max(before.reach(), end),
        told.rows() == 0 ? before.empty() + 1 : 0,
        before.firstTotal().or(told::total),
        told.total().or(before::lastTotal),
        told.rows(),
        before.hollow() + (isHollow(told) && !confirmsTheEnd(told, before) ? 1 : 0),
        before.saidMore() || told.more().orElse(false),
        Optional.empty(),
        new PageMemory(pagination).after(told, before));
  }

  /** Whether a page without rows names the next one all the same. */
  boolean isHollow(Told told) {
    return told.rows() == 0 && told.next() instanceof Next.At && pagination.place().isPresent();
  }

  /**
   * Whether a page was only asked for because the one before it said that there is no more, and
   * says so, too. Some APIs name a position with each page, the last one and what lies beyond.
   */
  private static boolean confirmsTheEnd(Told told, Walked before) {
    return told.more().filter(more -> !more).isPresent()
        && before.proving().filter(Evidence.NO_MORE.text()::equals).isPresent();
  }

  /** Records of pages before that came again. */
  private long again(Told told, Walked before) {
    return pagination.again() == Again.NEVER
        ? new RepeatedPages(pagination).again(told, before)
        : told.prints().stream().filter(before.seam().last()::contains).count();
  }

  /**
   * Refuses a page that shows that the server cuts pages where the scan steps over more: it has as
   * many rows as the one before it, a round number below the declared one.
   *
   * @throws IncompleteScanException naming both numbers
   */
  void requireUncut(Told told, Walked before, Known known) {
    boolean alike =
        told.isRound()
            && told.rows() == before.lastRows()
            && known.fullPage() < pageSize()
            && told.rows() < pageSize();
    if (pagination.isStepByLimit() && !stepsByRows(known) && alike) {
      throw new IncompleteScanException(
          "incomplete: pages came with %d rows where pageSize says %d, so the API seems to cut pages"
                  .formatted(told.rows(), pageSize())
              + " and the scan to step over rows; set pageSize to "
              + told.rows()
              + ", or offsetStep: rows");
    }
  }

  /**
   * Whether a scan that is to step by the limit goes by the rows that come as yet. An API that
   * filters what it has paged then sends some of them again, which shows that it does; one that
   * cuts pages never does, and loses nothing.
   */
  boolean stepsByRows(Known known) {
    return pagination.isStepByLimit() && !known.places().contains(FILTERED);
  }

  /** Whether the scan goes by the rows of this page; more than a page holds come twice. */
  boolean isStepByRows(Told told, Known known) {
    return stepsByRows(known) && told.rows() > 0 && told.rows() < pageSize();
  }

  private boolean showsFilter(Told told, Walked before) {
    Set<String> last = Set.copyOf(before.seam().last());
    long again = told.prints().stream().skip(1).filter(last::contains).count();
    return pagination.isStepByLimit()
        && before.lastRows() < pageSize()
        && again > pagination.overlap();
  }

  /** How far a page reaches in the list. */
  private long width(Told told, Known known) {
    return isStepByRows(told, known) ? told.rows() : pagination.width(told.rows());
  }

  /** What is known of the API's pages after a response. */
  Known learn(Told told, Walked before, Walked walked, Known known) {
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
    if (showsFilter(told, before)) {
      said.add(FILTERED);
    }
    if (told.differs() && told.rows() > 0 && new RepeatedPages(pagination).isOther(told, before)) {
      said.add(OTHER_PAGE);
    }
    Known now = known.with(said);
    return told.isFull() ? now.withFullPage(told.asked().orElse(0L)) : now;
  }

  /** What declared of a response says that more follows, in words. */
  Optional<String> saysMore(Told told, Walked walked) {
    if (told.more().orElse(false)) {
      return Optional.of("hasMore " + text(declared.more()) + " says that there is more");
    }
    if (walked.rows() >= 0
        && walked.lastTotal().filter(total -> misses(walked, total)).isPresent()) {
      return Optional.of(
          "total "
              + text(declared.total())
              + " says "
              + Counted.of(walked.lastTotal().get(), "record"));
    }
    // A total says more than a number of pages, which may have changed meanwhile.
    return told.pages()
        .filter(any -> told.total().isEmpty())
        .filter(pages -> walked.pages() >= 0 && pages > walked.pages())
        .map(
            pages ->
                "lastPage " + text(declared.lastPage()) + " says " + Counted.of(pages, "page"));
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
        .replaceFirst("^" + Locator.Not.WORD, "")
        .replace("header:", "")
        .replace("']['", ".")
        .replaceAll("^\\$\\['|']$", "");
  }

  private static String text(Optional<Locator> place) {
    return place.map(Locator::toString).orElse("");
  }
}
