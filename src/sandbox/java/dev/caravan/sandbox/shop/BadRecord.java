package dev.caravan.sandbox.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** A record that no table can take. */
public enum BadRecord {
  /** {@code null} instead of an object. */
  NULL,
  /** {@code 7} instead of an object. */
  NUMBER,
  /** {@code []} instead of an object. */
  ARRAY,
  /** A record without its key. */
  NO_KEY,
  /** A record without {@code updated_at}, under a key that no other record has. */
  NO_REQUIRED;

  public JsonNode make(ObjectNode model, String keyField, int number) {
    return switch (this) {
      case NULL -> NullNode.getInstance();
      case NUMBER -> IntNode.valueOf(7);
      case ARRAY -> model.arrayNode();
      case NO_KEY -> model.without(keyField);
      case NO_REQUIRED -> {
        if (model.path(keyField).isNumber()) {
          model.put(keyField, 900_000_000L + number);
        } else {
          model.put(keyField, "bad-" + number);
        }
        yield model.without("updated_at");
      }
    };
  }
}
