package dev.caravan.pull;

import java.util.Optional;

/** Looks whether the total that an API tells changes during a scan, and says so once. */
final class TotalWatch {
  private Optional<Long> known = Optional.empty();
  private boolean told;

  /**
   * Looks at the total that a page tells.
   *
   * @return what to say
   */
  Optional<String> look(long total) {
    Optional<String> changed =
        known
            .filter(before -> before != total && !told)
            .map(before -> "the total changed during the scan from " + before + " to " + total);
    told |= changed.isPresent();
    known = Optional.of(total);
    return changed;
  }
}
