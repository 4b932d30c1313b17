package dev.caravan.pull.paging;

import java.util.Optional;

/**
 * How an API goes from page to page. A position is a short text that the checkpoint keeps; what it
 * means is the strategy's own. Immutable.
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
   * The position of the page after an answer; empty at the end of the scan.
   *
   * @throws PagingException when the answer breaks the rules of this way of paging
   */
  Optional<String> next(Answer answer, Optional<String> position);

  /** Whether two pages of equal content in a row mean that the API repeats its last page. */
  default boolean isRepeatSuspicious() {
    return false;
  }
}
