package dev.caravan.cookbook;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.testing.LoopbackServer.Reply;
import java.util.List;

/** How one provider's API speaks: its credentials, its pages, its filter and its limit. */
interface Style {
  /** Whether a request has the credentials of the route file, and what else the API demands. */
  boolean admits(Call call);

  /** A page. */
  Reply answer(Call call, Shelf shelf);

  /** What it answers when requests come too fast. */
  Reply tooFast();

  /** A thing as the API writes it. */
  ObjectNode record(Item item);

  /** The same as its row must be, times in a form that every reader knows. */
  default ObjectNode row(Item item) {
    return record(item);
  }

  /** Records of some things. */
  default ArrayNode records(List<Item> items) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    items.forEach(item -> all.add(record(item)));
    return all;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static Reply json(ObjectNode body) {
    return Reply.json(body.toString());
  }
}
