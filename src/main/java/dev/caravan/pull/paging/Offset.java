package dev.caravan.pull.paging;

import java.util.Optional;

/**
 * {@code pagination: offset}: a page begins at the n-th record. An empty page ends the scan, and so
 * does the total when the answer names it. A short page does not: the API may filter after paging.
 *
 * @param parameter takes the offset
 * @param step how far to go from one page to the next
 * @param pageSize records of a full page; needed to step by it
 * @param overlap records asked for again, since rows may be deleted while the scan walks
 * @param total where the answer says how many records there are
 * @param more where the answer says whether there is more
 */
record Offset(
    Placement parameter,
    Step step,
    long pageSize,
    long overlap,
    Optional<Locator> total,
    Optional<Locator> more)
    implements Pagination {

  /** By the records that came, or by the page size. */
  enum Step {
    ROWS,
    LIMIT
  }

  Offset {
    if (step == Step.LIMIT && pageSize < 1) {
      throw new IllegalArgumentException("offsetStep limit needs pageSize");
    }
    if (overlap > 0 && pageSize > 0 && overlap >= pageSize) {
      throw new IllegalArgumentException(
          "overlap " + overlap + " is not below pageSize " + pageSize + "; the scan would stand");
    }
  }

  @Override
  public Target at(Target base, Optional<String> position) {
    return parameter.put(base, position.orElse("0"));
  }

  @Override
  public Optional<String> next(Answer answer, Optional<String> position) {
    long offset = position.map(Long::valueOf).orElse(0L);
    long rows = answer.records().size();
    long reached = offset + (step == Step.LIMIT ? pageSize : rows);
    // A page not larger than the overlap would be asked for again and again.
    long back = step == Step.LIMIT || rows > overlap ? overlap : 0;
    return isLast(answer, rows, offset, reached)
        ? Optional.empty()
        : Optional.of(String.valueOf(reached - back));
  }

  @Override
  public boolean isRepeatSuspicious() {
    return true;
  }

  private boolean isLast(Answer answer, long rows, long offset, long reached) {
    boolean onlyOverlap = step == Step.ROWS && pageSize > 0 && offset > 0 && rows <= overlap;
    Optional<Boolean> goesOn = more.flatMap(locator -> locator.flag(answer));
    Optional<Long> records = total.flatMap(locator -> locator.number(answer));
    return rows == 0
        || onlyOverlap
        || goesOn.isPresent() && !goesOn.get()
        || records.isPresent() && reached >= records.get();
  }
}
