package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;

/** {@code ?page=&per_page=} and {@code {"data":[],"meta":{"page","pages","total"}}}. */
final class PagesPaging implements Paging {
  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    return PageNumbers.slice(request, "per_page");
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    return PageNumbers.token(request, slice);
  }

  @Override
  public SandboxReply render(PageParts parts) {
    if (PageNumbers.isRefused(parts, "empty")) {
      return SandboxReply.error(404, "no_such_page", "the page is beyond the last one");
    }
    ObjectNode rest = Json.object();
    ObjectNode meta = rest.putObject("meta");
    meta.set("page", PageNumbers.token(parts.request(), parts.slice()));
    Bodies.set(meta, "pages", Bodies.count(parts.pages(), parts));
    Bodies.set(meta, "total", Bodies.count(parts.total(), parts));
    return Bodies.object("data", parts.records(), rest);
  }
}
