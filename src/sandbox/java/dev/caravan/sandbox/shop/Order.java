package dev.caravan.sandbox.shop;

import java.util.Comparator;

/** The order in which a list gives its records. */
public enum Order {
  /** As they were added, which says nothing about {@code updated_at}. */
  SCAN(Comparator.comparingLong(Mark::sequence)),
  /** By key. */
  ID(Comparator.comparing(Mark::key, Keys.ORDER)),
  /** By key, the largest first. */
  NEWEST(Comparator.comparing(Mark::key, Keys.ORDER).reversed()),
  /** By {@code updated_at}, then by key. */
  ASC(Comparator.comparing(Mark::updatedAt).thenComparing(Mark::key, Keys.ORDER)),
  /** By {@code updated_at}, then by key, the newest first. */
  DESC(Comparator.comparing(Mark::updatedAt).thenComparing(Mark::key, Keys.ORDER).reversed());

  private final Comparator<Mark> comparator;

  Order(Comparator<Mark> comparator) {
    this.comparator = comparator;
  }

  Comparator<Mark> comparator() {
    return comparator;
  }
}
