package dev.caravan.pull.paging;

import dev.caravan.api.request.Target;
import dev.caravan.response.JsonPathTo;
import dev.caravan.response.PagingException;
import dev.caravan.response.Placement;
import dev.caravan.response.Response;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

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
 * @param inclusive whether the API sends the records at the value once more, so that none of those
 *     that share it is lost; otherwise no two records may share one
 */
record Keyset(
    Placement parameter,
    JsonPathTo field,
    Order order,
    Optional<Placement> tieParameter,
    Optional<JsonPathTo> tieField,
    long pageSize,
    boolean inclusive)
    implements Pagination {

  /** Names of fields that tell records apart. */
  private static final String ID =
      "(?:(?i:(?:.*[_-])?(?:id|uuid|guid|key|no|nr|number|line|position|seq|index))"
          + "|.*[a-z](?:Id|Key|No|Nr|Number|Line))";

  /** The order in which the API lists. */
  enum Order {
    ASC,
    DESC
  }

  Keyset {
    if (tieParameter.isPresent() != tieField.isPresent()) {
      throw new IllegalArgumentException("tieParam and tieField need each other");
    }
    if (inclusive && tieField.isPresent()) {
      throw new IllegalArgumentException(
          "keysetBoundary inclusive needs no tieField: the records of the last value come again");
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
  public Next next(Response response, Optional<String> position) {
    List<?> rows = response.rows();
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
    if (!inclusive) {
      refuseTies(rows);
    }
    if (position.isEmpty() || isBeyond(next.get(), position.get())) {
      return new Next.At(next.get());
    }
    if (isBeyond(position.get(), next.get())) {
      // Not even the record itself: however short, such a page is not what was asked for.
      throw new PagingException(stuck(position.get()));
    }
    boolean rest = rows.size() < pageSize && !Rounds.isRound(rows.size());
    return inclusive && next.equals(position) && rest
        ? new Next.End(Evidence.EMPTY_PAGE)
        : new Next.Stuck(stuck(position.get()));
  }

  /**
   * Pages after a value may list theirs either way; the first of all begins with the first value.
   */
  @Override
  public void requireBeginning(Response response, Target request) {
    List<KeysetPosition> values =
        response.rows().stream().flatMap(row -> position(row).stream()).toList();
    if (!parameter.isIn(request) && runsBackwards(values)) {
      throw new PagingException(
          "the first page lists "
              + field
              + " the other way than keysetOrder: "
              + order.name().toLowerCase(Locale.ROOT)
              + ", so what follows it in the list would never be asked for. Set keysetOrder to "
              + (order == Order.ASC ? "desc" : "asc")
              + " and keysetParam to the parameter with which the API goes on in its own order, in"
              + " place of "
              + parameter
              + "; or, where it lists what lies beyond a value and only each page backwards, begin"
              + " before all values in path, as in ?"
              + parameter
              + "=0");
    }
  }

  @Override
  public boolean isMixed(List<?> rows) {
    List<KeysetPosition> values =
        rows.stream()
            .flatMap(row -> position(row).stream())
            .filter(KeysetPosition::isMeasured)
            .toList();
    Comparator<KeysetPosition> natural = Comparator.naturalOrder();
    return !runs(values, natural) && !runs(values, natural.reversed());
  }

  private static boolean runs(List<KeysetPosition> values, Comparator<KeysetPosition> order) {
    return IntStream.range(1, values.size())
        .allMatch(i -> order.compare(values.get(i - 1), values.get(i)) <= 0);
  }

  private boolean runsBackwards(List<KeysetPosition> values) {
    Comparator<KeysetPosition> inOrder = inOrder();
    return values.size() > 1
        && inOrder.compare(values.get(0), values.get(values.size() - 1)) > 0
        && IntStream.range(1, values.size())
            .allMatch(i -> inOrder.compare(values.get(i - 1), values.get(i)) >= 0);
  }

  private Comparator<KeysetPosition> inOrder() {
    Comparator<KeysetPosition> natural = Comparator.naturalOrder();
    return order == Order.ASC ? natural : natural.reversed();
  }

  @Override
  public Again again() {
    return inclusive ? Again.LEFT_OUT : Again.NEVER;
  }

  /** Any two records of one value, wherever they are, show that a page may end between two such. */
  private void refuseTies(List<?> rows) {
    Map<KeysetPosition, Object> seen = new TreeMap<>();
    for (Object row : rows) {
      Optional<KeysetPosition> at = position(row);
      Object other = at.isPresent() ? seen.put(at.get(), row) : null;
      if (other != null && isAnother(row, other)) {
        throw new PagingException(tie(at.get()));
      }
    }
  }

  /**
   * Whether two rows of one value are two records. Where the value is an id they may be versions of
   * one, which an API may well send on one page; then another of their ids must differ.
   */
  private boolean isAnother(Object row, Object other) {
    boolean byId = field.toString().matches(".*\\['" + ID + "'\\]");
    if (byId && row instanceof Map<?, ?> fields && other instanceof Map<?, ?> others) {
      return fields.entrySet().stream()
          .filter(each -> String.valueOf(each.getKey()).matches(ID))
          .anyMatch(each -> !Objects.equals(each.getValue(), others.get(each.getKey())));
    }
    return !other.equals(row);
  }

  private String tie(KeysetPosition at) {
    String remedy =
        tieField.isPresent()
            ? "set tieField and tieParam to a field that tells them apart"
            : "set tieField and tieParam to a second field that the API orders by, or keysetField"
                + " to one that no two records share; or, where the filter includes records that"
                + " are exactly there (>=), keysetBoundary: inclusive";
    return "two records of the page have "
        + field
        + " "
        + at.value()
        + at.tie().map(tie -> " and " + tieField.orElseThrow() + " " + tie).orElse("")
        + "; where a page ends between two such, the next one begins after both and the second is"
        + " lost; "
        + remedy;
  }

  @Override
  public boolean isShortPageTheEnd() {
    return true;
  }

  private Optional<KeysetPosition> furthest(List<?> records) {
    return records.stream().flatMap(row -> position(row).stream()).max(inOrder());
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
    KeysetPosition at = KeysetPosition.parse(position);
    return "the page after "
        + at.value()
        + at.tie().map(tie -> " and " + tie).orElse("")
        + " brought no record beyond it in "
        + field
        + ". The likely cause is that the API ignores "
        + parameter
        + ": set keysetParam to the parameter that it takes, and keysetOrder to its order. "
        + (inclusive
            ? "If it takes it, a whole page of records has that value: "
                + (pageSize == 0 ? "set pageSize, or " : "")
                + "ask for larger pages"
            : "If it takes it, it sends the records that are exactly there, too (>=): set"
                + " keysetBoundary: inclusive, and pageSize");
  }
}
