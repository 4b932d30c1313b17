package dev.caravan.slices;

import java.util.Optional;

/**
 * How a stream is read in windows.
 *
 * @param step how long a window is
 * @param most records of a window that the API lists; empty when it lists any number
 * @param parallel requests under way at once
 * @param inclusive whether the API's upper bound includes what is exactly there
 * @param range the only marks to read, of a backfill
 */
record Slices(
    WindowLength step,
    Optional<Long> most,
    int parallel,
    boolean inclusive,
    Optional<Range> range) {

  /**
   * Marks from one to another.
   *
   * @param from the first one, in ticks
   * @param to the first one beyond, in ticks
   */
  record Range(long from, long to) {}
}
