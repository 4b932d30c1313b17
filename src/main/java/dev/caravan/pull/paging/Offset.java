package dev.caravan.pull.paging;

import dev.caravan.api.request.Target;
import dev.caravan.response.Placement;
import dev.caravan.response.Response;
import java.util.Optional;

/**
 * {@code pagination: offset}: a page begins at the n-th record. A short page is not the end, since
 * the API may filter after paging.
 *
 * @param parameter takes the offset
 * @param step how far to go from one page to the next
 * @param pageSize records of a full page; needed to step by it
 * @param overlap records asked for again, since rows may be deleted while the scan walks
 */
record Offset(Placement parameter, Step step, long pageSize, long overlap) implements Pagination {

  private static final int MOST_DOUBLINGS = 20;

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
  public Next next(Response response, Optional<String> position) {
    long offset = position.map(Long::valueOf).orElse(0L);
    long rows = response.rows().size();
    if (step == Step.ROWS && pageSize > 0 && offset > 0 && rows > 0 && rows <= overlap) {
      return new Next.End(Evidence.EMPTY_PAGE);
    }
    // A page not larger than the overlap would be asked for again and again.
    long back = step == Step.LIMIT || rows > overlap ? overlap : 0;
    return new Next.At(String.valueOf(offset + width(rows) - back));
  }

  @Override
  public long begin(long reached, Optional<String> position) {
    return position.map(Long::valueOf).orElse(0L);
  }

  @Override
  public long width(long rows) {
    return step == Step.LIMIT ? pageSize : rows;
  }

  @Override
  public Optional<String> past(Optional<String> position, long askedFor) {
    return askedFor > 0
        ? Optional.of(String.valueOf(begin(0, position) + askedFor))
        : Optional.empty();
  }

  @Override
  public boolean isStepByLimit() {
    return step == Step.LIMIT;
  }

  @Override
  public boolean isStepByRows() {
    return step == Step.ROWS && overlap == 0;
  }

  @Override
  public Optional<String> afterRows(Optional<String> position, long rows) {
    return Optional.of(String.valueOf(begin(0, position) + rows - (rows > overlap ? overlap : 0)));
  }

  /** Where the API filters after paging, the records of the overlap need not be any. */
  @Override
  public Again again() {
    return overlap > 0 && step == Step.ROWS ? Again.MUST : Again.NEVER;
  }

  @Override
  public Optional<String> back(String position, int steps) {
    long far = overlap << Math.min(steps + 1, MOST_DOUBLINGS);
    return Optional.of(String.valueOf(Math.max(0, Long.parseLong(position) - far)));
  }

  @Override
  public Optional<String> start() {
    return Optional.of("0");
  }

  @Override
  public String parameterName() {
    return parameter.toString();
  }

  @Override
  public boolean isNumbered() {
    return true;
  }
}
