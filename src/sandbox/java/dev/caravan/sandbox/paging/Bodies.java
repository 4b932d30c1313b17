package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.SandboxReply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** JSON bodies around records that are JSON already. */
final class Bodies {
  private Bodies() {}

  /** The records as an array. */
  static byte[] array(List<byte[]> records) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(64 + records.size() * 512);
    body.write('[');
    for (int n = 0; n < records.size(); n++) {
      if (n > 0) {
        body.write(',');
      }
      body.writeBytes(records.get(n));
    }
    body.write(']');
    return body.toByteArray();
  }

  /** An object that begins with the records and goes on with these fields. */
  static SandboxReply object(String field, List<byte[]> records, ObjectNode more) {
    return SandboxReply.json(200, bytes(field, records, more));
  }

  static byte[] bytes(String field, List<byte[]> records, ObjectNode more) {
    ByteArrayOutputStream body = new ByteArrayOutputStream(64 + records.size() * 512);
    body.writeBytes(("{\"" + field + "\":").getBytes(StandardCharsets.US_ASCII));
    body.writeBytes(array(records));
    byte[] rest = Json.escapedBytes(more);
    if (!more.isEmpty()) {
      rest[0] = ',';
      body.writeBytes(rest);
    } else {
      body.write('}');
    }
    return body.toByteArray();
  }

  /** Sets a field, unless its value is missing. */
  static void set(ObjectNode object, String field, JsonNode value) {
    if (!value.isMissingNode()) {
      object.set(field, value);
    }
  }

  /** Sets a yes or no as the variant {@code more} has it: right, as text, or not at all. */
  static void flag(ObjectNode object, String field, boolean value, PageParts parts) {
    switch (parts.request().variants().get("more", "right")) {
      case "text" -> object.put(field, String.valueOf(value));
      case "missing" -> object.remove(field);
      default -> object.put(field, value);
    }
  }

  /** A count as the variant {@code total} has it: right, as text, changing or missing. */
  static JsonNode count(long count, PageParts parts) {
    return switch (parts.request().variants().get("total", "right")) {
      case "text" -> TextNode.valueOf(String.valueOf(count));
      case "changing" -> LongNode.valueOf(count + parts.slice().page() - 1);
      case "missing" -> MissingNode.getInstance();
      default -> LongNode.valueOf(count);
    };
  }
}
