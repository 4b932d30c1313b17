package dev.caravan.completeness;

/**
 * A record of a list.
 *
 * @param rank its place in the list's order; unique unless a test says otherwise
 * @param version grows with each change
 */
record Item(long id, long rank, long version) {
  boolean kept() {
    return id % 3 != 0;
  }

  /** A number that only this record has, and that sorts as the list does. */
  long place() {
    return rank * 1_000_000 + id;
  }

  Item changed(long newVersion) {
    return new Item(id, rank, newVersion);
  }
}
