package dev.caravan.pull.paging;

import dev.caravan.api.request.Target;
import dev.caravan.response.Response;
import java.util.Optional;

/** {@code pagination: none}: one response holds everything. */
record None() implements Pagination {
  @Override
  public Target at(Target base, Optional<String> position) {
    return base;
  }

  @Override
  public Next next(Response response, Optional<String> position) {
    return new Next.End(Evidence.SINGLE_ANSWER);
  }
}
