package dev.caravan.pull.paging;

import java.util.Optional;

/**
 * {@code pagination: next-url}: the body of an answer holds the URL of the next page, absolute or
 * relative. The URL holds the stream's filters already. Null, missing, false and an empty text end
 * the scan.
 *
 * @param next where the answer names it
 * @param more where the answer says whether there is more; false ends the scan
 */
record NextUrl(Locator next, Optional<Locator> more) implements Pagination {
  @Override
  public Target at(Target base, Optional<String> position) {
    return position.map(link -> base.at(Links.resolve(base.url(), link))).orElse(base);
  }

  @Override
  public Optional<String> next(Answer answer, Optional<String> position) {
    if (!more.flatMap(locator -> locator.flag(answer)).orElse(true)) {
      return Optional.empty();
    }
    return next.next(answer)
        .filter(text -> !text.isBlank())
        .map(link -> Links.position(answer.url(), link));
  }
}
