package dev.caravan.sandbox.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** JSON in and out: decimals keep their digits, and any text can be written. */
public final class Json {
  private static final JsonMapper PLAIN =
      JsonMapper.builder()
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();
  private static final JsonMapper ESCAPED =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private Json() {}

  public static ObjectNode object() {
    return PLAIN.createObjectNode();
  }

  public static JsonNode parse(String text) {
    try {
      return PLAIN.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  public static ObjectNode parsed(byte[] object) {
    return (ObjectNode) parse(new String(object, StandardCharsets.UTF_8));
  }

  public static byte[] bytes(Object value) {
    try {
      return PLAIN.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** ASCII only: a lone surrogate has no UTF-8 form, so it leaves as an escape. */
  public static byte[] escapedBytes(JsonNode value) {
    try {
      return ESCAPED.writeValueAsString(value).getBytes(StandardCharsets.US_ASCII);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ObjectNode error(String code, String message) {
    ObjectNode error = object();
    error.putObject("error").put("code", code).put("message", message);
    return error;
  }
}
