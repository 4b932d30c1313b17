package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;

/** {@code ?offset=&limit=} and {@code {"records":[],"total"}}. */
final class OffsetPaging implements Paging {
  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    Slice first = SliceParameters.first(request, "limit");
    return first.after(SliceParameters.number(request, "offset", 0, 0));
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    return LongNode.valueOf(slice.skip());
  }

  @Override
  public SandboxReply render(PageParts parts) {
    ObjectNode rest = Json.object();
    Bodies.set(rest, "total", Bodies.count(parts.total(), parts));
    return Bodies.object("records", parts.records(), rest);
  }
}
