package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.List;

/** A list by cursor, and a search whose filters and order stand in the body. */
final class HubSpot implements Style {
  @Override
  public boolean admits(Call call) {
    return call.has("Authorization", "Bearer value-of-HUBSPOT_TOKEN");
  }

  @Override
  public Reply answer(Call call, Shelf shelf) {
    if (!call.path().endsWith("/search")) {
      return page(shelf.live(), call.number("after", 0), call.number("limit", 10), false);
    }
    long since = Long.parseLong(value(call, 0, "lastmodifieddate", "GTE"));
    long after = Long.parseLong(value(call, 1, "hs_object_id", "GT"));
    List<Item> found =
        shelf.live().stream()
            .filter(item -> item.updated().toEpochMilli() >= since && id(item) > after)
            .toList();
    return page(found, 0, call.body("/limit").asInt(), true);
  }

  private static String value(Call call, int at, String property, String operator) {
    JsonNode filter = call.body("/filterGroups/0/filters/" + at);
    if (!filter.path("propertyName").asText().equals(property)
        || !filter.path("operator").asText().equals(operator)) {
      throw new IllegalArgumentException("another filter: " + filter);
    }
    return filter.get("value").textValue();
  }

  private Reply page(List<Item> found, int from, int size, boolean counts) {
    Slice slice = Slice.of(found, from, size);
    ObjectNode body = Style.object();
    body.set("results", records(slice.items()));
    if (counts) {
      body.put("total", found.size());
    }
    if (slice.more()) {
      body.putObject("paging").putObject("next").put("after", String.valueOf(slice.next()));
    }
    return Style.json(body);
  }

  @Override
  public Reply tooFast() {
    return Reply.status(429, "{\"status\": \"error\", \"errorType\": \"RATE_LIMIT\"}");
  }

  @Override
  public ObjectNode record(Item item) {
    ObjectNode contact = Style.object().put("id", String.valueOf(id(item)));
    String updated = Item.iso(item.updated(), ".000Z");
    contact.putObject("properties").put("firstname", item.title()).put("lastmodifieddate", updated);
    contact.put("createdAt", Item.iso(item.created(), ".000Z")).put("updatedAt", updated);
    return contact.put("archived", false);
  }

  private static long id(Item item) {
    return 900L + item.number();
  }
}
