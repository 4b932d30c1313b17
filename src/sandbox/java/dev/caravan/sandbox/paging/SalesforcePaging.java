package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.util.Map;

/** {@code {"records":[],"totalSize","done","nextRecordsUrl"}}, the URL from the path on. */
final class SalesforcePaging implements Paging {
  private final Cursors cursors;

  SalesforcePaging(Cursors cursors) {
    this.cursors = cursors;
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    Slice first = SliceParameters.first(request, "limit");
    return cursors.read(request, first, request.parameter("locator"));
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    Map<String, String> locator = Map.of("locator", cursors.write(request, slice));
    return TextNode.valueOf(PageLinks.to(request, locator, "path"));
  }

  @Override
  public SandboxReply render(PageParts parts) {
    ObjectNode rest = Json.object();
    Bodies.set(rest, "totalSize", Bodies.count(parts.total(), parts));
    Bodies.flag(rest, "done", !parts.hasNext(), parts);
    if (parts.hasNext()) {
      rest.set("nextRecordsUrl", parts.next());
    }
    return Bodies.object("records", parts.records(), rest);
  }
}
