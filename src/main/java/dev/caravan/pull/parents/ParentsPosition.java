package dev.caravan.pull.parents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.state.Walked;
import dev.caravan.state.WalkedJson;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a scan over all parents stands, as the position of its checkpoint. Parents are taken in the
 * order of their key, so the last one taken and the few that are open say it all, however many
 * parents there are.
 *
 * @param after the key of the last parent that was taken; empty before the first
 * @param open parents that were taken and are not complete, at most as many as run in parallel
 */
public record ParentsPosition(List<Object> after, List<OpenParent> open) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** The beginning of a scan. */
  public static ParentsPosition start() {
    return new ParentsPosition(List.of(), List.of());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when it is something else
   */
  public static ParentsPosition read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      List<Object> after = new ArrayList<>();
      json.required("after").forEach(value -> after.add(plain(value)));
      List<OpenParent> open = new ArrayList<>();
      json.required("open").forEach(each -> open.add(parent(each)));
      return new ParentsPosition(after, open);
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new IllegalStateException(
          "the checkpoint's position is none of a stream with parents: "
              + text
              + "; reset the checkpoint of the stream",
          e);
    }
  }

  /** As JSON. */
  public String write() {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode keys = json.putArray("after");
    after.forEach(value -> keys.add(JSON.<JsonNode>valueToTree(value)));
    ArrayNode parents = json.putArray("open");
    open.forEach(each -> write(each, parents.addObject()));
    return json.toString();
  }

  private static void write(OpenParent open, ObjectNode json) {
    json.put("id", open.parent().id());
    json.set("values", JSON.valueToTree(open.parent().values()));
    open.parent().version().ifPresent(version -> json.put("version", version));
    open.watermark().ifPresent(mark -> json.put("watermark", mark));
    json.put("started", open.started().toString());
    open.position().ifPresent(position -> json.put("position", position));
    open.maxSeen().ifPresent(mark -> json.put("max_seen", mark));
    json.set("walked", WalkedJson.write(open.walked()));
  }

  private static OpenParent parent(JsonNode json) {
    Map<String, Object> values = new LinkedHashMap<>();
    json.required("values")
        .properties()
        .forEach(field -> values.put(field.getKey(), plain(field.getValue())));
    return new OpenParent(
        new Parent(json.required("id").asText(), values, text(json, "version")),
        text(json, "watermark"),
        Instant.parse(json.required("started").asText()),
        text(json, "position"),
        text(json, "max_seen"),
        WalkedJson.walked(json.path("walked")).orElse(Walked.UNKNOWN));
  }

  private static Object plain(JsonNode value) {
    if (value.isIntegralNumber()) {
      return value.canConvertToLong() ? value.longValue() : new BigDecimal(value.bigIntegerValue());
    }
    return value.isNumber() ? value.decimalValue() : value.asText();
  }

  private static Optional<String> text(JsonNode json, String field) {
    return Optional.ofNullable(json.path(field).textValue());
  }
}
