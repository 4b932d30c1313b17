package dev.caravan.pull.paging;

import dev.caravan.answer.Answer;
import dev.caravan.answer.Locator;
import dev.caravan.answer.PagingException;
import dev.caravan.api.Target;
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
      throw new PagingException(
          next
              + " names "
              + link.get().strip()
              + " as the next page, a number and no URL; where that is the number of a page set"
              + " pagination: page and pageParam, where it is a cursor pagination: cursor,"
              + " cursorParam and nextCursor");
    }
    return Pagination.named(next, link.map(text -> Links.position(answer.url(), text)), answer);
  }

  @Override
  public Optional<Locator> place() {
    return Optional.of(next);
  }
}
