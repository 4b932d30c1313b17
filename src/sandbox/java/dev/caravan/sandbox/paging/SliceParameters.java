package dev.caravan.sandbox.paging;

import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.Variants;
import dev.caravan.sandbox.shop.Keys;
import dev.caravan.sandbox.shop.Order;
import dev.caravan.sandbox.shop.Selection;
import dev.caravan.sandbox.shop.Slice;
import dev.caravan.sandbox.shop.StoredRecord;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The query parameters that every way of paging shares: a limit by any name, {@code updated_after},
 * {@code updated_before}, {@code since_id} and {@code status}.
 */
public final class SliceParameters {
  private static final int DEFAULT_LIMIT = 100;
  public static final int MAX_LIMIT = 1000;

  private SliceParameters() {}

  /** The first slice that these parameters describe; a limit over 1000 is taken as 1000. */
  static Slice first(ApiRequest request, String limitName) throws RefusedException {
    Variants variants = request.variants();
    return Slice.first(
        (int) Math.min(MAX_LIMIT, Math.max(1, number(request, limitName, 1, DEFAULT_LIMIT))),
        new Selection(
            filter(request),
            Order.valueOf(variants.get("order", "scan").toUpperCase(Locale.ROOT)),
            variants.is("filter", "late"),
            variants.is("end", "repeat"),
            variants.is("stamps", "yes")));
  }

  /** A whole number from a least value on. */
  static long number(ApiRequest request, String name, long least, long otherwise)
      throws RefusedException {
    String text = request.parameter(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,9}") || Long.parseLong(text) < least) {
      throw new RefusedException(
          400, "bad_" + name, name + " is not a number from " + least + " on: " + text);
    }
    return Long.parseLong(text);
  }

  /** An instant in the form that the variant {@code time} asks for. */
  static Optional<Instant> instant(ApiRequest request, String name) throws RefusedException {
    String text = request.parameter(name);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    String form = request.variants().get("time", "iso");
    try {
      return Optional.of(
          switch (form) {
            case "epoch" -> Instant.ofEpochSecond(Long.parseLong(text));
            case "epoch-ms" -> Instant.ofEpochMilli(Long.parseLong(text));
            // An offset may come as +02:00 without being encoded, and arrives as a space.
            default -> OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
          });
    } catch (DateTimeException | NumberFormatException e) {
      String wanted = form.equals("iso") ? "an ISO 8601 instant: " : "a time as " + form + ": ";
      throw new RefusedException(400, "bad_" + name, name + " is not " + wanted + text);
    }
  }

  private static Predicate<StoredRecord> filter(ApiRequest request) throws RefusedException {
    Optional<Instant> after = instant(request, "updated_after");
    Optional<Instant> before = instant(request, "updated_before");
    boolean inclusive = request.variants().is("bounds", "inclusive");
    Predicate<StoredRecord> filter = each -> true;
    if (after.isPresent()) {
      Instant least = inclusive ? after.get() : after.get().plusNanos(1);
      filter = filter.and(each -> !each.updatedAt().isBefore(least));
    }
    if (before.isPresent()) {
      Instant most = inclusive ? before.get() : before.get().minusNanos(1);
      filter = filter.and(each -> !each.updatedAt().isAfter(most));
    }
    String sinceId = request.parameter("since_id");
    if (!sinceId.isEmpty()) {
      filter = filter.and(each -> Keys.ORDER.compare(each.key(), sinceId) > 0);
    }
    String status = request.parameter("status");
    return status.isEmpty()
        ? filter
        : filter.and(each -> each.node().path("status").asText().equals(status));
  }
}
