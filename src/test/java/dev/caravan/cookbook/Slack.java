package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.Comparator;
import java.util.List;

/** A cursor that is empty at the end, no filter, deleted users with a mark. */
final class Slack implements Style {
  @Override
  public boolean admits(Call call) {
    return call.has("Authorization", "Bearer value-of-SLACK_TOKEN");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    int from = call.query("cursor").map(text -> Integer.valueOf(text.substring(5))).orElse(0);
    List<Item> users =
        shelf.byChange(item -> true).stream().sorted(Comparator.comparing(Item::number)).toList();
    Slice slice = Slice.of(users, from, call.number("limit", 100));
    ObjectNode body = Style.object().put("ok", true);
    body.set("members", records(slice.items()));
    body.put("cache_ts", 1_744_450_380L)
        .putObject("response_metadata")
        .put("next_cursor", slice.more() ? "dXNlc" + slice.next() : "");
    return Style.json(body);
  }

  @Override
  public Reply tooFast() {
    return Reply.status(429, "{\"ok\": false, \"error\": \"ratelimited\"}")
        .with("Retry-After", "1");
  }

  @Override
  public ObjectNode record(Item item) {
    ObjectNode user =
        Style.object().put("id", "U%09d".formatted(item.number())).put("deleted", item.deleted());
    user.putObject("profile").put("real_name", item.title());
    return user.put("updated", item.updated().getEpochSecond());
  }
}
