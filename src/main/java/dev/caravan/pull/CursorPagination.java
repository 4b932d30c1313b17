package dev.caravan.pull;

import java.util.Map;
import java.util.Optional;

/**
 * {@code pagination: cursor}: each answer names the cursor of the next page. Null, missing, an
 * empty text and false end the scan; a number is a cursor like any other. An empty page with a next
 * cursor is not the end.
 *
 * @param parameter the query parameter that takes the cursor
 * @param cursor where the answer names the next one
 */
record CursorPagination(String parameter, Path cursor) implements Pagination {
  @Override
  public Map<String, String> query(Optional<String> position) {
    return position.map(p -> Map.of(parameter, p)).orElse(Map.of());
  }

  @Override
  public Optional<String> next(Object body) {
    return cursor
        .find(body)
        .filter(value -> !Boolean.FALSE.equals(value))
        .map(String::valueOf)
        .filter(text -> !text.isEmpty());
  }
}
