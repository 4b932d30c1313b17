package dev.caravan.pull.paging;

import java.util.Optional;

/**
 * {@code pagination: page}: pages have numbers. Ends after the last page when the answer names it
 * or the total of records, else with an empty page, or a short one when the page size is declared.
 *
 * @param parameter takes the number
 * @param first the number of the first page, usually 1 or 0
 * @param lastPage where the answer says how many pages there are
 * @param total where the answer says how many records there are
 * @param pageSize records of a full page, 0 when not declared
 * @param more where the answer says whether there is more
 */
record PageNumber(
    Placement parameter,
    long first,
    Optional<Locator> lastPage,
    Optional<Locator> total,
    long pageSize,
    Optional<Locator> more)
    implements Pagination {

  @Override
  public Target at(Target base, Optional<String> position) {
    return parameter.put(base, position.orElse(String.valueOf(first)));
  }

  @Override
  public Optional<String> next(Answer answer, Optional<String> position) {
    long number = position.map(Long::valueOf).orElse(first);
    return isLast(answer, number - first + 1) ? Optional.empty() : Optional.of("" + (number + 1));
  }

  @Override
  public boolean isRepeatSuspicious() {
    return true;
  }

  private boolean isLast(Answer answer, long pagesSoFar) {
    Optional<Boolean> goesOn = more.flatMap(locator -> locator.flag(answer));
    Optional<Long> pages = lastPage.flatMap(locator -> locator.number(answer));
    Optional<Long> records = total.flatMap(locator -> locator.number(answer));
    if (answer.records().isEmpty() || goesOn.isPresent() && !goesOn.get()) {
      return true;
    }
    if (pages.isPresent()) {
      return pagesSoFar >= pages.get();
    }
    if (records.isPresent() && pageSize > 0) {
      return pagesSoFar * pageSize >= records.get();
    }
    return goesOn.isEmpty() && pageSize > 0 && answer.records().size() < pageSize;
  }
}
