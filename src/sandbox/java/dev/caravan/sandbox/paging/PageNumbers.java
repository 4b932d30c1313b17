package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.shop.Slice;

/** Pages by their number, which counts from 1 or, by the variant {@code first}, from 0. */
final class PageNumbers {
  private PageNumbers() {}

  static Slice slice(ApiRequest request, String limitName) throws RefusedException {
    Slice first = SliceParameters.first(request, limitName);
    int least = first(request);
    long number = SliceParameters.number(request, "page", least, least);
    return first.after((number - least) * first.limit());
  }

  static JsonNode token(ApiRequest request, Slice slice) {
    return IntNode.valueOf(slice.page() - 1 + first(request));
  }

  /** Whether the request is for a page that an API with such an end does not have. */
  static boolean isRefused(PageParts parts, String usualEnd) {
    String end = parts.request().variants().get("end", usualEnd);
    Slice slice = parts.slice();
    return end.equals("error") && slice.page() > 1 && slice.skip() >= parts.total();
  }

  static int first(ApiRequest request) {
    return request.variants().is("first", "0") ? 0 : 1;
  }
}
