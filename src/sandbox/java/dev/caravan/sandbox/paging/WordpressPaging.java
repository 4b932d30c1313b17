package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;

/**
 * {@code ?page=&per_page=}, bare records, {@code X-WP-Total}, {@code X-WP-TotalPages}, and 400
 * beyond the last page.
 */
final class WordpressPaging implements Paging {
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
    if (PageNumbers.isRefused(parts, "error")) {
      return SandboxReply.error(400, "invalid_page_number", "the page is beyond the last one");
    }
    SandboxReply reply = RecordFormat.accepted(parts.request()).reply(parts.records());
    JsonNode total = Bodies.count(parts.total(), parts);
    return total.isMissingNode()
        ? reply
        : reply
            .with("X-WP-Total", total.asText())
            .with("X-WP-TotalPages", Bodies.count(parts.pages(), parts).asText());
  }
}
