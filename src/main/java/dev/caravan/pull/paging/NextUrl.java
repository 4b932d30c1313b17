package dev.caravan.pull.paging;

import dev.caravan.answer.Answer;
import dev.caravan.answer.Locator;
import dev.caravan.answer.PagingException;
import dev.caravan.api.request.Target;
import java.util.Optional;

/**
 * {@code pagination: next-url}: the body of an answer holds the URL of the next page, absolute or
 * relative. The URL holds the stream's filters already. Null, missing, false and an empty text name
 * none.
 *
 * @param next where the answer names it
 */
record NextUrl(Locator next) implements Pagination {
  @Override
  public Target at(Target base, Optional<String> position) {
    return position.map(link -> base.at(Links.resolve(base.url(), link))).orElse(base);
  }

  @Override
  public Next next(Answer answer, Optional<String> position) {
    Optional<String> link = next.next(answer).filter(text -> !text.isBlank());
    if (link.filter(text -> text.strip().matches("\\d+")).isPresent()) {
      throw new PagingException(number(link.get().strip(), position));
    }
    return Pagination.named(next, link.map(text -> Links.position(answer.url(), text)), answer);
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
