package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;

/**
 * One way of paging: it reads which slice a request asks for, names a slice to the client, and
 * wraps records with the name of the next slice. A new way is one class and one line in {@link
 * Styles}.
 */
public interface Paging {
  /** The HTTP method that it answers. */
  default String method() {
    return "GET";
  }

  /** Which slice of these records the request asks for. */
  Slice slice(ApiRequest request, ShopCollection records) throws RefusedException;

  /** Waits before it answers, where the way of paging has such a request. */
  default void await(ApiRequest request, ShopCollection records, Slice slice)
      throws InterruptedException {}

  /** What the client has to send back to get this slice: a cursor, a page number, a URL. */
  JsonNode token(ApiRequest request, Slice slice);

  /** The same as a JSON number, where the way of paging has such a form. */
  default JsonNode numericToken(ApiRequest request, Slice slice) {
    return token(request, slice);
  }

  /** The response. */
  SandboxReply render(PageParts parts);
}
