package dev.caravan.sandbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * The query parameters that every way of paging shares: {@code limit} and {@code updated_after}.
 */
final class SliceParameters {
  private static final int DEFAULT_LIMIT = 100;
  static final int MAX_LIMIT = 1000;

  private SliceParameters() {}

  /** The first slice that these parameters describe; a limit over 1000 is taken as 1000. */
  static Slice first(ApiRequest request) throws RefusedException {
    return new Slice(0, limit(request), 1, updatedAfter(request));
  }

  private static int limit(ApiRequest request) throws RefusedException {
    String text = request.parameter("limit");
    if (text.isEmpty()) {
      return DEFAULT_LIMIT;
    }
    if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
      throw new RefusedException(400, "bad_limit", "limit is not a number above 0: " + text);
    }
    return Math.min(MAX_LIMIT, Integer.parseInt(text));
  }

  private static Instant updatedAfter(ApiRequest request) throws RefusedException {
    String text = request.parameter("updated_after");
    if (text.isEmpty()) {
      return Instant.MIN;
    }
    try {
      // An offset may come as +02:00 without being encoded, and arrives as a space.
      return OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
    } catch (DateTimeException e) {
      throw new RefusedException(
          400, "bad_updated_after", "updated_after is not an ISO 8601 instant: " + text);
    }
  }
}
