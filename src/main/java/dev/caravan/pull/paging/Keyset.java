package dev.caravan.pull.paging;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code pagination: keyset}: the next page begins after the largest (or smallest) value of a field
 * on this one, such as {@code since_id} or {@code starting_after}. With a second field as
 * tie-breaker for values that several records share. An empty page has none after it.
 *
 * @param parameter takes the value
 * @param field the field of a record
 * @param order whether the API lists the smallest value first
 * @param tieParameter takes the tie-breaker's value
 * @param tieField the tie-breaker's field
 * @param pageSize records of a full page, 0 when not declared
 */
record Keyset(
    Placement parameter,
    JsonPathTo field,
    Order order,
    Optional<Placement> tieParameter,
    Optional<JsonPathTo> tieField,
    long pageSize)
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
  public Next next(Answer answer, Optional<String> position) {
    List<?> rows = answer.rows();
    if (rows.isEmpty()) {
      return new Next.End(Evidence.EMPTY_PAGE);
    }
    Optional<String> next = furthest(rows).map(KeysetPosition::toString);
    if (next.isEmpty()) {
      return new Next.Stuck(
          "no record of the page has the field "
              + field
              + " that keysetField names, so there is no next page to ask for");
    }
    return next.equals(position) ? new Next.Stuck(stuck(position.get())) : new Next.At(next.get());
  }

  @Override
  public boolean isShortPageTheEnd() {
    return true;
  }

  private Optional<KeysetPosition> furthest(List<?> records) {
    Comparator<KeysetPosition> natural = Comparator.naturalOrder();
    return records.stream()
        .flatMap(row -> position(row).stream())
        .max(order == Order.ASC ? natural : natural.reversed());
  }

  private Optional<KeysetPosition> position(Object row) {
    return field
        .find(row)
        .map(String::valueOf)
        .map(
            value ->
                new KeysetPosition(value, tieField.flatMap(f -> f.find(row)).map(String::valueOf)));
  }

  private boolean isBeyond(String next, String position) {
    int compared = KeysetPosition.parse(next).compareTo(KeysetPosition.parse(position));
    return order == Order.ASC ? compared > 0 : compared < 0;
  }

  private String stuck(String position) {
    return "the page after "
        + position
        + " brought no record beyond it in "
        + field
        + ". Either the API ignores "
        + parameter
        + ", so set keysetParam to the parameter that it takes, and keysetOrder to its order; or a"
        + " whole page of records has that value: declare "
        + (pageSize == 0 ? "pageSize, or " : "")
        + "tieField and tieParam, or ask for larger pages";
  }
}
