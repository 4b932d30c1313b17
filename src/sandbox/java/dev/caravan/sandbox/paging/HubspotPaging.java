package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.util.Map;

/** {@code ?after=} and {@code {"results":[],"paging":{"next":{"after","link"}}}}. */
final class HubspotPaging implements Paging {
  private final Cursors cursors;

  HubspotPaging(Cursors cursors) {
    this.cursors = cursors;
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    Slice first = SliceParameters.first(request, "limit");
    return cursors.read(request, first, request.parameter("after"));
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    return cursors.text(request, slice);
  }

  @Override
  public JsonNode numericToken(ApiRequest request, Slice slice) {
    return cursors.number(slice);
  }

  @Override
  public SandboxReply render(PageParts parts) {
    ObjectNode rest = Json.object();
    if (parts.hasNext()) {
      ObjectNode next = rest.putObject("paging").putObject("next");
      next.set("after", parts.next());
      next.put("link", PageLinks.to(parts.request(), Map.of("after", parts.next().asText())));
    }
    return Bodies.object("results", parts.records(), rest);
  }
}
