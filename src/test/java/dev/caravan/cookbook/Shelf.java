package dev.caravan.cookbook;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;

/** What an API has: 230 things first, then some are changed, some deleted and some added. */
final class Shelf {
  static final int CHANGED = 5;
  static final int DELETED = 3;
  static final int ADDED = 2;
  private static final int FIRST = 230;
  private static final int LATER = 1000;

  private final ConcurrentSkipListMap<Integer, Item> items = new ConcurrentSkipListMap<>();

  Shelf() {
    for (int number = 1; number <= FIRST; number++) {
      items.put(number, Item.of(number, number));
    }
  }

  /** Something happens to some of them. */
  void secondWave() {
    for (int number = 7; number < 7 + CHANGED; number++) {
      items.put(number, items.get(number).changed(LATER + number));
    }
    for (int number = 120; number < 120 + DELETED; number++) {
      items.put(number, items.get(number).gone(LATER + number));
    }
    for (int number = FIRST + 1; number <= FIRST + ADDED; number++) {
      items.put(number, Item.of(number, LATER + number));
    }
  }

  /** All that are not deleted, the oldest first. */
  List<Item> live() {
    return items.values().stream().filter(item -> !item.deleted()).toList();
  }

  /** Those that a filter lets through, the deleted too, the one first that changed first. */
  List<Item> byChange(Predicate<Item> filter) {
    return items.values().stream()
        .filter(filter)
        .sorted(Comparator.comparing(Item::updated).thenComparing(Item::number))
        .toList();
  }
}
