package dev.caravan.sandbox.shop;

import java.util.Optional;

/**
 * The part of a list that a request asks for.
 *
 * @param from where it begins; empty when {@code skip} says so
 * @param skip the records before it, when the scan was there
 * @param page 1 for the first page
 */
public record Slice(Optional<Mark> from, long skip, int limit, int page, Selection selection) {
  /** The first page. */
  public static Slice first(int limit, Selection selection) {
    return new Slice(Optional.empty(), 0, limit, 1, selection);
  }

  public Slice at(Optional<Mark> newFrom, long newSkip, int newPage) {
    return new Slice(newFrom, newSkip, limit, newPage, selection);
  }

  /** The slice after so many records, whatever page of the scan that makes it. */
  public Slice after(long records) {
    return at(Optional.empty(), records, (int) ((records + limit - 1) / limit) + 1);
  }

  public Slice of(Selection newSelection) {
    return new Slice(from, skip, limit, page, newSelection);
  }
}
