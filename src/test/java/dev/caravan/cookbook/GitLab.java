package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Instant;
import java.util.List;

/** Keyset pages by the Link header, a filter that includes its bound. */
final class GitLab implements Style {
  @Override
  public boolean admits(Call call) {
    return call.has("PRIVATE-TOKEN", "value-of-GITLAB_TOKEN")
        && call.path().equals("/api/v4/projects/value-of-GITLAB_PROJECT/issues");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    Instant since = call.query("updated_after").map(Instant::parse).orElse(Instant.MIN);
    List<Item> found =
        shelf.live().stream().filter(item -> !item.updated().isBefore(since)).toList();
    int from = call.query("cursor").map(text -> Integer.valueOf(text.substring(3))).orElse(0);
    Slice slice = Slice.of(found, from, call.number("per_page", 20));
    Reply reply = Reply.json(records(slice.items()).toString()).with("RateLimit-Remaining", "1990");
    String others = call.sent().uri().getRawQuery().replaceAll("&cursor=[^&]*", "");
    return slice.more()
        ? reply.with(
            "Link",
            "<%s>; rel=\"next\"".formatted(call.urlWith(others + "&cursor=eyJ" + slice.next())))
        : reply;
  }

  @Override
  public Reply tooFast() {
    return Reply.status(429, "Retry later").with("Retry-After", "1");
  }

  @Override
  public ObjectNode record(Item item) {
    return Style.object()
        .put("id", 76_000 + item.number())
        .put("iid", item.number())
        .put("title", item.title())
        .put("created_at", Item.iso(item.created(), ".000Z"))
        .put("updated_at", Item.iso(item.updated(), ".000Z"));
  }
}
