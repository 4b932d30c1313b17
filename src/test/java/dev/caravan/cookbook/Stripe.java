package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.Comparator;
import java.util.List;

/** The newest first, the last id of a page as the cursor, ids in no order. */
final class Stripe implements Style {
  @Override
  public boolean admits(Call call) {
    return call.has("Authorization", "Bearer value-of-STRIPE_KEY");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    long since = call.query("created[gte]").map(Long::valueOf).orElse(0L);
    List<Item> found =
        shelf.live().stream()
            .filter(item -> item.created().getEpochSecond() >= since)
            .sorted(Comparator.comparing(Item::number).reversed())
            .toList();
    List<String> ids = found.stream().map(Stripe::id).toList();
    int from = call.query("starting_after").map(ids::indexOf).orElse(-1) + 1;
    if (call.query("starting_after").isPresent() && from == 0) {
      return Reply.status(400, "{\"error\": {\"code\": \"resource_missing\"}}");
    }
    Slice slice = Slice.of(found, from, call.number("limit", 10));
    ObjectNode list = Style.object().put("object", "list").put("url", call.path());
    list.put("has_more", slice.more()).set("data", records(slice.items()));
    return Style.json(list);
  }

  @Override
  public Reply tooFast() {
    return Reply.status(429, "{\"error\": {\"code\": \"rate_limit\"}}");
  }

  @Override
  public ObjectNode record(Item item) {
    return Style.object()
        .put("id", id(item))
        .put("object", "customer")
        .put("created", item.created().getEpochSecond())
        .put("name", item.title());
  }

  private static String id(Item item) {
    return "cus_N" + Integer.toHexString(item.number() * 0x9E3779B1);
  }
}
