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
import java.util.Optional;

/**
 * {@code ?page[size]=&page[after]=}, the records under the collection's name, {@code
 * meta.has_more}, and an absolute {@code links.next}, which is there even on the last page.
 */
final class ZendeskPaging implements Paging {
  private final Cursors cursors;

  ZendeskPaging(Cursors cursors) {
    this.cursors = cursors;
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    Slice first = SliceParameters.first(request, "page[size]");
    return cursors.read(request, first, request.parameter("page[after]"));
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    Map<String, String> after = Map.of("page[after]", cursors.write(request, slice));
    return TextNode.valueOf(PageLinks.to(request, after));
  }

  @Override
  public SandboxReply render(PageParts parts) {
    ObjectNode rest = Json.object();
    Bodies.flag(rest.putObject("meta"), "has_more", parts.hasNext(), parts);
    JsonNode end = token(parts.request(), beyond(parts.slice()));
    rest.putObject("links").set("next", parts.hasNext() ? parts.next() : end);
    return Bodies.object(parts.request().collection(), parts.records(), rest);
  }

  private static Slice beyond(Slice last) {
    return last.at(Optional.empty(), Integer.MAX_VALUE, last.page() + 1);
  }
}
