package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.Mark;
import dev.caravan.sandbox.shop.Order;
import dev.caravan.sandbox.shop.ShopCollection;
import dev.caravan.sandbox.shop.Slice;
import java.time.Instant;
import java.util.Optional;

/**
 * By {@code updated_at}, then by key: {@code ?updated_since=&after_id=} and {@code
 * {"data":[],"has_more"}}. Records that are exactly there come only by {@code bounds=inclusive}.
 */
final class ChangesPaging implements Paging {
  private static final String AFTER_EVERY_KEY = "\uffff";

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    Slice first = SliceParameters.first(request, "limit");
    Slice ordered = first.of(first.selection().in(Order.ASC));
    Optional<Instant> since = SliceParameters.instant(request, "updated_since");
    if (since.isEmpty()) {
      return ordered;
    }
    boolean inclusive = request.variants().is("bounds", "inclusive");
    String key = request.parameter("after_id");
    if (key.isEmpty() && !inclusive) {
      key = AFTER_EVERY_KEY;
    }
    Mark mark = new Mark(0, since.get(), key);
    return ordered.after(ordered.selection().countUpTo(records, mark, !inclusive));
  }

  /** The client knows the next position from the records; here it only matters whether it is. */
  @Override
  public JsonNode token(ApiRequest request, Slice slice) {
    return BooleanNode.TRUE;
  }

  @Override
  public SandboxReply render(PageParts parts) {
    ObjectNode rest = Json.object();
    Bodies.flag(rest, "has_more", parts.hasNext(), parts);
    return Bodies.object("data", parts.records(), rest);
  }
}
