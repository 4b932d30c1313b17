package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Instant;
import java.util.List;

/** A POST with filter and cursor in its body, times of whole minutes. */
final class Notion implements Style {
  @Override
  public boolean admits(Call call) {
    return call.has("Authorization", "Bearer value-of-NOTION_TOKEN")
        && call.has("Notion-Version", "2025-09-03")
        && call.path().equals("/v1/data_sources/value-of-NOTION_DATA_SOURCE/query");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    String since = call.body("/filter/last_edited_time/on_or_after").asText("1970-01-01T00:00:00Z");
    List<Item> found =
        shelf.live().stream()
            .filter(item -> !item.updated().isBefore(Instant.parse(since)))
            .toList();
    String cursor = call.body("/start_cursor").asText("");
    int from = cursor.isEmpty() ? 0 : Integer.parseInt(cursor.substring(24));
    Slice slice = Slice.of(found, from, call.body("/page_size").asInt(100));
    ObjectNode body = Style.object().put("object", "list").put("has_more", slice.more());
    body.set("results", records(slice.items()));
    return Style.json(
        slice.more()
            ? body.put("next_cursor", "33e19cb9-751f-4993-b74d-%012d".formatted(slice.next()))
            : body.putNull("next_cursor"));
  }

  @Override
  public Reply tooFast() {
    return Reply.status(429, "{\"object\": \"error\", \"code\": \"rate_limited\"}")
        .with("Retry-After", "1");
  }

  @Override
  public ObjectNode record(Item item) {
    ObjectNode page = Style.object().put("object", "page");
    page.put("id", "59833787-2cf9-4fdf-8782-%012d".formatted(item.number()));
    page.put("created_time", Item.iso(item.created(), ".000Z"));
    page.put("last_edited_time", Item.iso(item.updated(), ".000Z"));
    page.putObject("properties").putObject("Name").put("title", item.title());
    return page;
  }
}
