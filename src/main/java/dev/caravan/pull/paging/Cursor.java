package dev.caravan.pull.paging;

import dev.caravan.api.request.Target;
import dev.caravan.response.Locator;
import dev.caravan.response.Placement;
import dev.caravan.response.Response;
import java.util.Optional;

/**
 * {@code pagination: cursor}: each response names the cursor of the next page. Null, missing, an
 * empty text and false name none; a number is a cursor like any other. An empty page with a next
 * cursor is not the end, unless the API has no other. A GraphQL connection is this with a body:
 * {@code endCursor} and {@code hasNextPage}. The cursor may be an object, all of whose members go
 * back as parameters, as with MediaWiki's {@code continue}.
 *
 * @param parameter takes the cursor
 * @param cursor where the response names the next one
 * @param emptyPageEnds whether a page without records ends the scan, whatever cursor it names
 */
record Cursor(Placement parameter, Locator cursor, boolean emptyPageEnds) implements Pagination {
  @Override
  public Target at(Target base, Optional<String> position) {
    return position.map(cursorText -> parameter.put(base, cursorText)).orElse(base);
  }

  @Override
  public Next next(Response response, Optional<String> position) {
    return emptyPageEnds && response.rows().isEmpty()
        ? new Next.End(Evidence.EMPTY_PAGE)
        : Pagination.named(cursor, nextOf(response), response);
  }

  private Optional<String> nextOf(Response response) {
    return parameter instanceof Placement.Spread
        ? cursor.members(response)
        : cursor.next(response).map(text -> typed(text, response));
  }

  /** In a body a number goes back as a number, and a text as a text. */
  private String typed(String text, Response response) {
    return parameter instanceof Placement.InBody
        ? cursor.find(response).map(Target::typed).orElse(text)
        : text;
  }

  @Override
  public Optional<Locator> place() {
    return Optional.of(cursor);
  }
}
