package dev.caravan.pull.paging;

import java.util.Optional;

/**
 * {@code pagination: cursor}: each answer names the cursor of the next page. Null, missing, an
 * empty text and false end the scan; a number is a cursor like any other. An empty page with a next
 * cursor is not the end, unless the API has no other. A GraphQL connection is this with a body:
 * {@code endCursor} and {@code hasNextPage}.
 *
 * @param parameter takes the cursor
 * @param cursor where the answer names the next one
 * @param more where the answer says whether there is more; false ends the scan
 * @param emptyPageEnds whether a page without records does, whatever cursor it names
 */
record Cursor(Placement parameter, Locator cursor, Optional<Locator> more, boolean emptyPageEnds)
    implements Pagination {
  @Override
  public Target at(Target base, Optional<String> position) {
    return position.map(cursorText -> parameter.put(base, cursorText)).orElse(base);
  }

  @Override
  public Optional<String> next(Answer answer, Optional<String> position) {
    if (!more.flatMap(locator -> locator.flag(answer)).orElse(true)) {
      return Optional.empty();
    }
    return emptyPageEnds && answer.records().isEmpty() ? Optional.empty() : cursor.next(answer);
  }
}
