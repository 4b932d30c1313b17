package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.List;
import java.util.Optional;

/** An export that names a cursor with its last page, too, and has deleted tickets. */
final class Zendesk implements Style {
  @Override
  public boolean admits(Call call) {
    return call.hasBasic("value-of-ZENDESK_EMAIL/token:value-of-ZENDESK_TOKEN");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    Optional<String[]> cursor = call.query("cursor").map(text -> text.split("-"));
    long since =
        cursor
            .map(parts -> Long.valueOf(parts[0]))
            .or(() -> call.query("start_time").map(Long::valueOf))
            .orElseThrow();
    int after = cursor.map(parts -> Integer.valueOf(parts[1])).orElse(0);
    List<Item> found =
        shelf.byChange(
            item ->
                item.updated().getEpochSecond() > since
                    || item.updated().getEpochSecond() == since && item.number() > after);
    Slice slice = Slice.of(found, 0, 100);
    ObjectNode body = Style.object();
    body.set("tickets", records(slice.items()));
    String next =
        slice.items().isEmpty()
            ? since + "-" + after
            : slice.items().stream()
                .reduce((one, other) -> other)
                .map(last -> last.updated().getEpochSecond() + "-" + last.number())
                .orElseThrow();
    body.put("after_cursor", next).put("after_url", call.urlWith("cursor=" + next));
    body.putNull("before_cursor").putNull("before_url").put("end_of_stream", !slice.more());
    return Style.json(body);
  }

  @Override
  public Reply tooFast() {
    return Reply.status(429, "{\"description\": \"Rate limit exceeded\"}").with("Retry-After", "1");
  }

  @Override
  public ObjectNode record(Item item) {
    return Style.object()
        .put("id", 35_000 + item.number())
        .put("subject", item.title())
        .put("status", item.deleted() ? "deleted" : "open")
        .put("updated_at", item.updated().toString())
        .put("generated_timestamp", item.updated().getEpochSecond());
  }
}
