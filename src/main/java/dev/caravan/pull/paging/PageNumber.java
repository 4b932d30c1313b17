package dev.caravan.pull.paging;

import dev.caravan.api.request.Target;
import dev.caravan.response.Placement;
import dev.caravan.response.Response;
import java.util.Optional;

/**
 * {@code pagination: page}: pages have numbers. An empty page has none after it.
 *
 * @param parameter takes the number
 * @param first the number of the first page, usually 1 or 0
 */
record PageNumber(Placement parameter, long first) implements Pagination {

  @Override
  public Target at(Target base, Optional<String> position) {
    return parameter.put(base, position.orElse(String.valueOf(first)));
  }

  @Override
  public Next next(Response response, Optional<String> position) {
    return new Next.At(past(position, 0).orElseThrow());
  }

  @Override
  public String parameterName() {
    return parameter.toString();
  }

  @Override
  public Optional<String> start() {
    return Optional.of(String.valueOf(first));
  }

  @Override
  public boolean mayBeginLate() {
    return first > 0;
  }

  @Override
  public boolean isNumbered() {
    return true;
  }

  @Override
  public boolean isShortPageTheEnd() {
    return true;
  }

  @Override
  public long pages(long before, Optional<String> position) {
    return position.map(Long::valueOf).orElse(first) - first + 1;
  }

  @Override
  public Optional<String> past(Optional<String> position, long pageSize) {
    return Optional.of(String.valueOf(position.map(Long::valueOf).orElse(first) + 1));
  }
}
