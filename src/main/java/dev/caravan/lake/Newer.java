package dev.caravan.lake;

import dev.caravan.lake.store.IndexedRow;
import java.math.BigDecimal;
import java.util.Optional;

/** Which of two records of a key is newer. */
final class Newer {
  private Newer() {}

  /** Whether a record is older than what is known; without a version it is older than any. */
  static boolean isOlder(Optional<String> version, IndexedRow known) {
    return known.version().isPresent()
        && (version.isEmpty() || compare(version.get(), known.version().get()) < 0);
  }

  /** Whether it is no newer than a tombstone that left no row, which it would bring back. */
  static boolean isBuried(Optional<String> version, IndexedRow known) {
    return known.deleted()
        && known.version().isPresent()
        && (version.isEmpty() || compare(version.get(), known.version().get()) <= 0);
  }

  static boolean isOlder(Optional<String> version, Optional<String> other) {
    return other.isPresent() && (version.isEmpty() || compare(version.get(), other.get()) < 0);
  }

  private static int compare(String one, String other) {
    return new BigDecimal(one).compareTo(new BigDecimal(other));
  }
}
