package dev.caravan.pull.paging;

import dev.caravan.answer.Answer;
import dev.caravan.api.request.Target;
import java.util.Optional;

/** {@code pagination: none}: one answer holds everything. */
record None() implements Pagination {
  @Override
  public Target at(Target base, Optional<String> position) {
    return base;
  }

  @Override
  public Next next(Answer answer, Optional<String> position) {
    return new Next.End(Evidence.SINGLE_ANSWER);
  }
}
