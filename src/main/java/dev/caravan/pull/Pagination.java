package dev.caravan.pull;

import java.util.Map;
import java.util.Optional;

/**
 * How an API goes from page to page. A position is a short text that the checkpoint keeps; its
 * meaning is the strategy's own. Immutable.
 */
sealed interface Pagination permits NoPagination, CursorPagination {

  /** The query parameters that ask for a position, names and values not yet encoded. */
  Map<String, String> query(Optional<String> position);

  /**
   * The position of the page after an answer.
   *
   * @param body the answer as maps, lists and values; null when it was empty
   * @return empty at the end of the scan
   */
  Optional<String> next(Object body);
}
