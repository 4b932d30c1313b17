package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.util.Map;

/** {@code ?page=&per_page=}, bare records, and a {@code Link} header: first, prev, next, last. */
final class GithubPaging implements Paging {
  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    return PageNumbers.slice(request, "per_page");
  }

  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    String number = PageNumbers.token(request, slice).asText();
    return TextNode.valueOf(PageLinks.to(request, Map.of("page", number)));
  }

  @Override
  public SandboxReply render(PageParts parts) {
    StringBuilder links = new StringBuilder();
    if (parts.slice().page() > 1) {
      links.append(link(parts, 1, "first")).append(", ");
      links.append(link(parts, parts.slice().page() - 1, "prev"));
    }
    if (parts.hasNext()) {
      links.append(links.isEmpty() ? "" : ", ");
      links.append('<').append(parts.next().asText()).append(">; rel=\"next\", ");
      links.append(link(parts, (int) parts.pages(), "last"));
    }
    SandboxReply reply = RecordFormat.accepted(parts.request()).reply(parts.records());
    return links.isEmpty() ? reply : reply.with("Link", links.toString());
  }

  private String link(PageParts parts, int page, String relation) {
    Slice slice = parts.slice().after((page - 1L) * parts.slice().limit());
    return "<" + token(parts.request(), slice).asText() + ">; rel=\"" + relation + "\"";
  }
}
