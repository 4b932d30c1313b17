package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * POST with {@code {"start_cursor","page_size"}} and filters in the JSON body, answered by {@code
 * {"results":[],"next_cursor","has_more"}}.
 */
final class NotionPaging implements Paging {
  private final Cursors cursors;

  NotionPaging(Cursors cursors) {
    this.cursors = cursors;
  }

  @Override
  public String method() {
    return "POST";
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    Map<String, String> fields = new LinkedHashMap<>();
    request.json().properties().forEach(e -> fields.put(e.getKey(), e.getValue().asText("")));
    ApiRequest whole = request.with(fields);
    Slice first = SliceParameters.first(whole, "page_size");
    return cursors.read(request, first, whole.parameter("start_cursor"));
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
    Bodies.flag(rest, "has_more", parts.hasNext(), parts);
    return Bodies.object("results", parts.records(), rest);
  }
}
