package dev.caravan.sandbox.shop;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Which records of a collection a list holds, and in which order.
 *
 * @param filterLate cuts pages first and filters their records then, so that pages come out short
 * @param repeatLast gives the last page again for every page beyond it
 * @param stamps adds {@code updated_epoch}, {@code updated_epoch_ms} and {@code updated_date}
 */
public record Selection(
    Predicate<StoredRecord> filter,
    Order order,
    boolean filterLate,
    boolean repeatLast,
    boolean stamps) {

  public static Selection all() {
    return new Selection(each -> true, Order.SCAN, false, false, false);
  }

  public Selection in(Order newOrder) {
    return new Selection(filter, newOrder, filterLate, repeatLast, stamps);
  }

  /** How many records the list has, those included that are filtered late. */
  public long count(ShopCollection source) {
    return source.all().stream().filter(early()).count();
  }

  /** How many records stand at or before this place. */
  public long countUpTo(ShopCollection source, Mark mark, boolean including) {
    int most = including ? 0 : -1;
    return source.all().stream()
        .filter(early())
        .filter(each -> order.comparator().compare(each.mark(), mark) <= most)
        .count();
  }

  /** Up to {@code limit} records of the list from the slice's begin on, not yet filtered late. */
  public List<StoredRecord> read(ShopCollection source, Slice slice, int limit) {
    Stream<StoredRecord> list = source.from(order, slice.from()).filter(early());
    long skip = slice.from().isPresent() ? 0 : slice.skip();
    return list.skip(skip).limit(limit).map(each -> stamps ? each.withStamps() : each).toList();
  }

  /** The records that stand right before a slice, as many as it has at most. */
  public List<StoredRecord> before(ShopCollection source, Slice slice) {
    List<StoredRecord> list = source.from(order, Optional.empty()).filter(early()).toList();
    long end =
        slice
            .from()
            .map(mark -> countUpTo(source, mark, false))
            .orElse(Math.min(slice.skip(), list.size()));
    return list.subList((int) Math.max(0, end - slice.limit()), (int) end);
  }

  private Predicate<StoredRecord> early() {
    return filterLate ? each -> true : filter;
  }
}
