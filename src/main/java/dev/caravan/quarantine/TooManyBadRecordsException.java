package dev.caravan.quarantine;

import java.util.Map;

/**
 * So many records of one page cannot be loaded that the mapping is wrong rather than the data. The
 * message names table, counts by reason, the limit and which rule the first bad record breaks;
 * nothing that a record holds.
 */
public final class TooManyBadRecordsException extends RuntimeException {
  private final Map<String, Long> counts;
  private final transient Reject first;

  TooManyBadRecordsException(String message, Map<String, Long> counts, Reject first) {
    super(message);
    this.counts = Map.copyOf(counts);
    this.first = first;
  }

  /** The first of them. */
  public Reject first() {
    return first;
  }

  /** Bad records of the page by reason code. */
  public Map<String, Long> counts() {
    return counts;
  }
}
