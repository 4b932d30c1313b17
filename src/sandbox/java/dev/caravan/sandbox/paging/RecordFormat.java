package dev.caravan.sandbox.paging;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.SandboxReply;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** How records go out when nothing stands around them. */
enum RecordFormat {
  /** A JSON array. */
  JSON("application/json") {
    @Override
    byte[] body(List<byte[]> records) {
      return Bodies.array(records);
    }
  },
  /** JSON Lines. */
  NDJSON("application/x-ndjson") {
    @Override
    byte[] body(List<byte[]> records) {
      ByteArrayOutputStream body = new ByteArrayOutputStream(records.size() * 512);
      for (byte[] each : records) {
        body.writeBytes(each);
        body.write('\n');
      }
      return body.toByteArray();
    }
  },
  /** CSV by RFC 4180 with a line of names; null is empty, objects and arrays are JSON. */
  CSV("text/csv") {
    @Override
    byte[] body(List<byte[]> records) {
      List<JsonNode> rows =
          records.stream()
              .map(each -> Json.parse(new String(each, StandardCharsets.UTF_8)))
              .toList();
      Set<String> names = new LinkedHashSet<>();
      rows.forEach(row -> row.fieldNames().forEachRemaining(names::add));
      StringBuilder body = new StringBuilder();
      if (!rows.isEmpty()) {
        body.append(line(names.stream().toList()));
      }
      for (JsonNode row : rows) {
        body.append(line(names.stream().map(name -> text(row.path(name))).toList()));
      }
      return body.toString().getBytes(StandardCharsets.UTF_8);
    }
  };

  private final String contentType;

  RecordFormat(String contentType) {
    this.contentType = contentType;
  }

  abstract byte[] body(List<byte[]> records);

  SandboxReply reply(List<byte[]> records) {
    return SandboxReply.json(200, body(records)).with("Content-Type", contentType);
  }

  /** What the Accept header asks for, JSON unless it names another. */
  static RecordFormat accepted(ApiRequest request) {
    String accept = request.header("Accept");
    return accept.contains(NDJSON.contentType)
        ? NDJSON
        : accept.contains(CSV.contentType) ? CSV : JSON;
  }

  private static String line(List<String> values) {
    return values.stream().map(RecordFormat::quoted).collect(Collectors.joining(",", "", "\r\n"));
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }

  private static String text(JsonNode value) {
    return value.isContainerNode() ? value.toString() : value.isNull() ? "" : value.asText();
  }
}
