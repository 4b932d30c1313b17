package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * What a response is made of.
 *
 * @param records each as JSON
 * @param next a token, JSON null at the end, or a missing node to leave it out
 * @param counter how many records the whole list has; counted when asked
 * @param source where the records are from
 */
public record PageParts(
    ApiRequest request,
    Slice slice,
    List<byte[]> records,
    JsonNode next,
    LongSupplier counter,
    ShopCollection source) {
  boolean hasNext() {
    return !next.isNull() && !next.isMissingNode();
  }

  long total() {
    return counter.getAsLong();
  }

  long pages() {
    return (total() + slice.limit() - 1) / slice.limit();
  }
}
