package dev.caravan.pull.paging;

import dev.caravan.api.request.Target;
import dev.caravan.response.Locator;
import dev.caravan.response.PagingException;
import dev.caravan.response.Response;
import java.util.Optional;

/**
 * {@code pagination: next-url}: the body of a response holds the URL of the next page, absolute or
 * relative. The URL holds the stream's filters already. Null, missing, false and an empty text name
 * none.
 *
 * @param next where the response names it
 */
record NextUrl(Locator next) implements Pagination {
  @Override
  public Target at(Target base, Optional<String> position) {
    return position.map(link -> base.at(Links.resolve(base.url(), link))).orElse(base);
  }

  @Override
  public Next next(Response response, Optional<String> position) {
    Optional<String> link = next.next(response).filter(text -> !text.isBlank());
    if (link.filter(text -> text.strip().matches("\\d+")).isPresent()) {
      throw new PagingException(number(link.get().strip(), position));
    }
    return Pagination.named(next, link.map(text -> Links.position(response.url(), text)), response);
  }

  /** After the first page no number but 1 or 2 is that of a page. */
  private String number(String text, Optional<String> position) {
    String cursor = "pagination: cursor, cursorParam and nextCursor: " + next;
    boolean maybePage = position.isPresent() || text.matches("0*[12]");
    return next
        + " names "
        + text
        + " as the next page, a number and no URL; set "
        + (maybePage
            ? "pagination: page and pageParam where that is the number of a page, else " + cursor
            : cursor);
  }

  @Override
  public Optional<Locator> place() {
    return Optional.of(next);
  }
}
