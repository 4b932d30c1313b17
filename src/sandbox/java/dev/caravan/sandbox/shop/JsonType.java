package dev.caravan.sandbox.shop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.http.Json;
import java.math.BigDecimal;

/** What a field's value turns into when an API changes its type. */
public enum JsonType {
  /** {@code 12} becomes {@code "12"}. */
  TEXT,
  /** {@code 12} becomes {@code 12.5}; what is no number becomes {@code 0.5}. */
  DECIMAL,
  /** {@code 12} becomes {@code {"value": 12}}. */
  OBJECT;

  public JsonNode convert(JsonNode value) {
    return switch (this) {
      case TEXT -> TextNode.valueOf(value.isValueNode() ? value.asText() : value.toString());
      case DECIMAL -> DecimalNode.valueOf(value.decimalValue().add(new BigDecimal("0.5")));
      case OBJECT -> Json.object().set("value", value);
    };
  }
}
