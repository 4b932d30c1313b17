package dev.caravan.sandbox;

import java.time.Instant;

/**
 * The part of a collection that a request asks for.
 *
 * @param from the sequence of its first record
 * @param page 1 for the first page
 * @param updatedAfter only records updated after it; {@link Instant#MIN} for all
 */
record Slice(long from, int limit, int page, Instant updatedAfter) {
  Slice at(long newFrom, int newPage) {
    return new Slice(newFrom, limit, newPage, updatedAfter);
  }
}
