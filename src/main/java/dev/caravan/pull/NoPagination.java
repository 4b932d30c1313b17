package dev.caravan.pull;

import java.util.Map;
import java.util.Optional;

/** {@code pagination: none}: one answer holds everything. */
record NoPagination() implements Pagination {
  @Override
  public Map<String, String> query(Optional<String> position) {
    return Map.of();
  }

  @Override
  public Optional<String> next(Object body) {
    return Optional.empty();
  }
}
