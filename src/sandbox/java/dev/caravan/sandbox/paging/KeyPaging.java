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

/**
 * By key: {@code ?starting_after=ID} from the largest key down, or {@code ?since_id=ID} from the
 * smallest up, both answered by {@code {"data":[],"has_more"}}.
 */
final class KeyPaging implements Paging {
  private final String parameter;
  private final Order order;

  KeyPaging(String parameter, Order order) {
    this.parameter = parameter;
    this.order = order;
  }

  @Override
  public Slice slice(ApiRequest request, ShopCollection records) throws RefusedException {
    Slice first = SliceParameters.first(request.without("since_id"), "limit");
    Slice ordered = first.of(first.selection().in(order));
    String key = request.parameter(parameter);
    if (key.isEmpty()) {
      return ordered;
    }
    Mark mark = new Mark(0, Instant.EPOCH, key);
    return ordered.after(ordered.selection().countUpTo(records, mark, true));
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
