package dev.caravan.pull.paging;

import dev.caravan.api.request.Target;
import dev.caravan.response.Locator;
import dev.caravan.response.Response;
import java.util.List;
import java.util.Optional;

/**
 * How an API goes from page to page. A position is a short text that the checkpoint keeps; what it
 * means is the strategy's own. Immutable. None of them decides whether a scan is complete; see
 * {@code dev.caravan.pull.end}.
 */
public sealed interface Pagination
    permits None, PageNumber, Offset, Cursor, Keyset, LinkHeader, NextUrl {

  /**
   * Where to ask for a page.
   *
   * @param base the stream's first page, with all its filters
   * @param position empty for the first page
   */
  Target at(Target base, Optional<String> position);

  /**
   * The position of the page after a response, or what speaks for the end.
   *
   * @throws dev.caravan.response.PagingException when the response breaks the rules of this way of
   *     paging
   */
  Next next(Response response, Optional<String> position);

  /**
   * Looks whether the first page of a scan is the beginning of its list.
   *
   * @param request what was asked for
   * @throws dev.caravan.response.PagingException when pages after it would lead away from the rest
   */
  default void requireBeginning(Response response, Target request) {}

  /** Whether a page is in no order by which this way of paging goes on. */
  default boolean isMixed(List<?> rows) {
    return false;
  }

  /** Whether one response is all that is asked for. */
  default boolean isSingle() {
    return place().isEmpty() && !isWalk();
  }

  /** Where a response names the next position; empty when it is counted or found in the records. */
  default Optional<Locator> place() {
    return Optional.empty();
  }

  /** The place in a request that takes the position, for people. */
  default String parameterName() {
    return "";
  }

  /** Whether one can ask for the page after any page, so that an end can be looked at. */
  default boolean isWalk() {
    return place().isEmpty() && !(this instanceof None);
  }

  /**
   * Whether positions are counted, from page to page or from row to row. Then a total says where
   * the end is, and two pages of equal content in a row mean that the API repeats one.
   */
  default boolean isNumbered() {
    return false;
  }

  /** Whether a page with fewer records than the declared page size is the last one. */
  default boolean isShortPageTheEnd() {
    return false;
  }

  /** The number of pages up to the one at a position, when so many came before it. */
  default long pages(long before, Optional<String> position) {
    return before < 0 ? before : before + 1;
  }

  /** How many of the API's records stand before a page, when the scan has reached so many. */
  default long begin(long reached, Optional<String> position) {
    return reached;
  }

  /** How far rows reach in the list: as many, unless the API filters them after it paged. */
  default long width(long rows) {
    return rows;
  }

  /** Whether records of a page come again with the next one, so that none can slip between. */
  default Again again() {
    return Again.NEVER;
  }

  /**
   * Whether pages lie as far apart as they may be long, since the API filters what it has paged.
   */
  default boolean isStepByLimit() {
    return false;
  }

  /** Whether the next page is asked for by the number of rows that came, and shares none. */
  default boolean isStepByRows() {
    return false;
  }

  /** The position after a page of which only the rows that came are behind the scan. */
  default Optional<String> afterRows(Optional<String> position, long rows) {
    return Optional.empty();
  }

  /** How many records a page is to repeat of the one before it. */
  default long overlap() {
    return 0;
  }

  /** Whether a page may come before the first one that is asked for. */
  default boolean mayBeginLate() {
    return false;
  }

  /** What becomes of records that come again with the next page. */
  enum Again {
    /** No page repeats another's records. */
    NEVER,
    /** They must come, or records went missing between the pages. */
    MUST,
    /** They come, and are left out. */
    LEFT_OUT
  }

  /**
   * A position some records before one whose page does not join the page before it; empty when the
   * scan cannot step back.
   *
   * @param steps how often it stepped back already
   */
  default Optional<String> back(String position, int steps) {
    return Optional.empty();
  }

  /** The position of the first page, where positions are counted. */
  default Optional<String> start() {
    return Optional.empty();
  }

  /** The position after an empty page that cannot be the last one; empty when there is none. */
  default Optional<String> past(Optional<String> position, long pageSize) {
    return Optional.empty();
  }

  /** What a place says that names the next position. */
  static Next named(Locator place, Optional<String> position, Response response) {
    return position
        .<Next>map(Next.At::new)
        .orElseGet(
            () ->
                new Next.End(
                    place.exists(response)
                        ? Evidence.NO_NEXT_POSITION
                        : Evidence.ABSENT_NEXT_POSITION));
  }
}
