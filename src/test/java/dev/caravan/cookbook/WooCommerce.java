package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.time.Instant;
import java.util.List;

/** Numbered pages with totals in headers, times without an offset. */
final class WooCommerce implements Style {
  @Override
  public boolean admits(Call call) {
    return call.hasBasic("value-of-WOO_KEY:value-of-WOO_SECRET")
        && call.path().equals("/wp-json/wc/v3/orders");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    Instant since =
        call.query("modified_after")
            .filter(any -> call.query("dates_are_gmt").orElse("").equals("true"))
            .map(text -> Instant.parse(text + "Z"))
            .orElse(Instant.MIN);
    List<Item> found = shelf.live().stream().filter(i -> i.updated().isAfter(since)).toList();
    int size = call.number("per_page", 10);
    Slice slice = Slice.of(found, (call.number("page", 1) - 1) * size, size);
    return Reply.json(records(slice.items()).toString())
        .with("X-WP-Total", String.valueOf(found.size()))
        .with("X-WP-TotalPages", String.valueOf((found.size() + size - 1) / size));
  }

  @Override
  public Reply tooFast() {
    return Reply.status(503, "<html>busy</html>");
  }

  @Override
  public ObjectNode record(Item item) {
    return Style.object()
        .put("id", 700 + item.number())
        .put("status", "processing")
        .put("customer_note", item.title())
        .put("total", "12.50")
        .put("date_modified_gmt", Item.iso(item.updated(), ""));
  }

  @Override
  public ObjectNode row(Item item) {
    return record(item).put("modified", item.updated().toString());
  }
}
