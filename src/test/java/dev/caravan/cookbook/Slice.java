package dev.caravan.cookbook;

import java.util.List;

/**
 * A page of a list.
 *
 * @param next where the next page begins
 * @param more whether there is one
 */
record Slice(List<Item> items, int next, boolean more) {
  static Slice of(List<Item> all, int from, int size) {
    int begin = Math.min(from, all.size());
    int end = Math.min(begin + size, all.size());
    return new Slice(all.subList(begin, end), end, end < all.size());
  }
}
