package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;

/** Paging by {@code cursor} and {@code next_cursor}. */
final class CursorPaging implements Paging {
  private final Cursors cursors;

  CursorPaging(Cursors cursors) {
    this.cursors = cursors;
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    Slice first = SliceParameters.first(request, "limit");
    return cursors.read(request, first, request.parameter("cursor"));
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
    Bodies.set(rest, "next_cursor", parts.next());
    return Bodies.object("data", parts.records(), rest);
  }
}
