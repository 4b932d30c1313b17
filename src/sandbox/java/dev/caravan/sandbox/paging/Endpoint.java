package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.util.List;

/** What a path of the API serves, and how it pages. */
public record Endpoint(String collection, ShopCollection records, Paging paging) {
  /** The slice that a request asks for. */
  public Slice slice(ApiRequest request) throws RefusedException {
    if (!request.method().equals(paging.method())) {
      throw new RefusedException(405, "method_not_allowed", "only " + paging.method());
    }
    return paging.slice(request, records);
  }

  public void await(ApiRequest request, Slice slice) throws InterruptedException {
    paging.await(request, records, slice);
  }

  public SandboxReply render(ApiRequest request, Slice slice, List<byte[]> rows, JsonNode next) {
    return paging.render(
        new PageParts(request, slice, rows, next, () -> slice.selection().count(records), records));
  }
}
