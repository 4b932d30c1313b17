package dev.caravan.pull.paging;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code pagination: keyset}: the next page begins after the largest (or smallest) value of a field
 * on this one, such as {@code since_id} or {@code starting_after}. With a second field as
 * tie-breaker for values that several records share. An empty page ends the scan, and a short one
 * when the page size is declared.
 *
 * @param parameter takes the value
 * @param field the field of a record
 * @param order whether the API lists the smallest value first
 * @param tieParameter takes the tie-breaker's value
 * @param tieField the tie-breaker's field
 * @param pageSize records of a full page, 0 when not declared
 * @param more where the answer says whether there is more; false ends the scan
 */
record Keyset(
    Placement parameter,
    JsonPathTo field,
    Order order,
    Optional<Placement> tieParameter,
    Optional<JsonPathTo> tieField,
    long pageSize,
    Optional<Locator> more)
    implements Pagination {

  /** The order in which the API lists. */
  enum Order {
    ASC,
    DESC
  }

  Keyset {
    if (tieParameter.isPresent() != tieField.isPresent()) {
      throw new IllegalArgumentException("tieParam and tieField need each other");
    }
  }

  @Override
  public Target at(Target base, Optional<String> position) {
    if (position.isEmpty()) {
      return base;
    }
    KeysetPosition at = KeysetPosition.parse(position.get());
    Target target = parameter.put(base, at.value());
    return tieParameter.isPresent() ? tieParameter.get().put(target, at.tie().orElse("")) : target;
  }

  @Override
  public Optional<String> next(Answer answer, Optional<String> position) {
    List<?> records = answer.records();
    if (records.isEmpty() || !more.flatMap(locator -> locator.flag(answer)).orElse(true)) {
      return Optional.empty();
    }
    if (pageSize > 0 && records.size() < pageSize) {
      return Optional.empty();
    }
    String next = furthest(records).toString();
    if (position.filter(next::equals).isPresent()) {
      throw new PagingException(stuck(position.get()));
    }
    return Optional.of(next);
  }

  private KeysetPosition furthest(List<?> records) {
    Comparator<KeysetPosition> natural = Comparator.naturalOrder();
    return records.stream()
        .flatMap(row -> position(row).stream())
        .max(order == Order.ASC ? natural : natural.reversed())
        .orElseThrow(
            () ->
                new PagingException(
                    "no record of the page has the field "
                        + field
                        + " that keysetField names, so there is no next page to ask for"));
  }

  private Optional<KeysetPosition> position(Object row) {
    return field
        .find(row)
        .map(String::valueOf)
        .map(
            value ->
                new KeysetPosition(value, tieField.flatMap(f -> f.find(row)).map(String::valueOf)));
  }

  private String stuck(String position) {
    return "a whole page of records has "
        + field
        + " "
        + position
        + ", so the scan cannot go past it; declare "
        + (pageSize == 0 ? "pageSize, or " : "")
        + "tieField and tieParam, or ask for larger pages";
  }
}
