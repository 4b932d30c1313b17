package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.util.Optional;

/**
 * Bare records; {@code X-Next-Cursor} of a response goes back as {@code ?cursor=} or {@code
 * X-Cursor}.
 */
final class HeaderCursorPaging implements Paging {
  private final Cursors cursors;
  private final Optional<RecordFormat> format;

  /** Without a format the Accept header decides. */
  HeaderCursorPaging(Cursors cursors, Optional<RecordFormat> format) {
    this.cursors = cursors;
    this.format = format;
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    String inHeader = request.header("X-Cursor");
    String cursor = inHeader.isEmpty() ? request.parameter("cursor") : inHeader;
    return cursors.read(request, SliceParameters.first(request, "limit"), cursor);
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
    SandboxReply reply =
        format.orElseGet(() -> RecordFormat.accepted(parts.request())).reply(parts.records());
    return parts.hasNext() ? reply.with("X-Next-Cursor", parts.next().asText()) : reply;
  }
}
