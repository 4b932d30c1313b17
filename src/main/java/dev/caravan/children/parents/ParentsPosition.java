package dev.caravan.children.parents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.pull.ScanStart;
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
import java.util.stream.Collectors;

/**
 * Where a scan over all parents stands, as the position of its checkpoint. Parents are taken in the
 * order of their key, so the last one taken and the few that are open say it all, however many
 * parents there are.
 *
 * @param after the key of the last parent that was taken; empty before the first
 * @param open parents that were taken and are not complete: as many as run in parallel, and some
 *     that are to be asked for again
 * @param answered whether the API answered for any parent in this scan
 * @param aside parents that the scan went on without
 */
public record ParentsPosition(
    List<Object> after, List<OpenParent> open, boolean answered, SetAside aside) {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** The beginning of a scan. */
  public static ParentsPosition start() {
    return new ParentsPosition(List.of(), List.of(), false, SetAside.NONE);
  }

  /**
   * Where a scan goes on; the beginning when there is none under way.
   *
   * @throws IllegalStateException when that cannot be read
   */
  public static ParentsPosition of(Optional<String> written) {
    return written.map(ParentsPosition::read).orElse(start());
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
      json.required("open").forEach(each -> open.add(open(each)));
      boolean answered = json.path("answered").asBoolean();
      return new ParentsPosition(after, open, answered, aside(json.path("aside")));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new IllegalStateException(
          "the checkpoint's position is not one of a stream with parents: "
              + text
              + "; reset the checkpoint of the stream",
          e);
    }
  }

  /** For people. */
  public String shown() {
    return open.isEmpty()
        ? after.isEmpty() ? "the first parent" : "the parent after " + after
        : "parent " + open.stream().map(OpenParent::toString).collect(Collectors.joining(", "));
  }

  /** As JSON. */
  public String write() {
    ObjectNode json = JSON.createObjectNode();
    ArrayNode keys = json.putArray("after");
    after.forEach(value -> keys.add(JSON.<JsonNode>valueToTree(value)));
    ArrayNode parents = json.putArray("open");
    open.forEach(each -> write(each, parents.addObject()));
    if (answered) {
      json.put("answered", true);
    }
    if (aside.count() > 0) {
      ObjectNode without = json.putObject("aside").put("count", aside.count());
      ArrayNode examples = without.putArray("examples");
      aside.examples().forEach(each -> write(each, examples.addObject()));
    }
    return json.toString();
  }

  /** A scan under way as JSON. */
  public static String write(OpenParent open) {
    ObjectNode json = JSON.createObjectNode();
    write(open, json);
    return json.toString();
  }

  /**
   * Reads what {@link #write(OpenParent)} wrote.
   *
   * @throws IllegalStateException when it is something else
   */
  public static OpenParent readOpen(String text) {
    try {
      return open(JSON.readTree(text));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new IllegalStateException("this is no scan under way: " + text, e);
    }
  }

  private static void write(OpenParent open, ObjectNode json) {
    write(open.parent(), json);
    if (open.members().size() > 1) {
      ArrayNode more = json.putArray("more");
      open.members().stream().skip(1).forEach(each -> write(each, more.addObject()));
      json.put("heeded", open.heeded());
    }
    open.watermark().ifPresent(mark -> json.put("watermark", mark));
    json.put("started", open.start().at().toString());
    open.start().latest().ifPresent(latest -> json.put("latest", latest.toString()));
    open.position().ifPresent(position -> json.put("position", position));
    open.maxSeen().ifPresent(mark -> json.put("max_seen", mark));
    json.set("walked", WalkedJson.write(open.walked()));
    open.setback().ifPresent(setback -> write(setback, json));
  }

  private static void write(Parent parent, ObjectNode json) {
    json.put("id", parent.id());
    json.set("values", JSON.valueToTree(parent.values()));
    parent.version().ifPresent(version -> json.put("version", version));
  }

  private static void write(SetAside.Example example, ObjectNode json) {
    json.put("id", example.id());
    write(example.setback(), json);
  }

  private static void write(OpenParent.Setback setback, ObjectNode json) {
    json.put("attempts", setback.attempts()).put("reason", setback.reason());
  }

  private static SetAside aside(JsonNode json) {
    List<SetAside.Example> examples = new ArrayList<>();
    json.path("examples")
        .forEach(
            each ->
                examples.add(
                    new SetAside.Example(
                        each.required("id").asText(), setback(each).orElseThrow())));
    return new SetAside(json.path("count").asLong(), examples);
  }

  private static Optional<OpenParent.Setback> setback(JsonNode json) {
    return text(json, "reason")
        .map(reason -> new OpenParent.Setback(json.path("attempts").asInt(), reason));
  }

  private static Parent parent(JsonNode json) {
    Map<String, Object> values = new LinkedHashMap<>();
    json.required("values")
        .properties()
        .forEach(field -> values.put(field.getKey(), plain(field.getValue())));
    return new Parent(json.required("id").asText(), values, text(json, "version"));
  }

  private static OpenParent open(JsonNode json) {
    List<Parent> members = new ArrayList<>(List.of(parent(json)));
    json.path("more").forEach(each -> members.add(parent(each)));
    return new OpenParent(
        members,
        json.path("heeded").asInt(),
        text(json, "watermark"),
        new ScanStart(
            Instant.parse(json.required("started").asText()),
            text(json, "latest").map(Instant::parse)),
        text(json, "position"),
        text(json, "max_seen"),
        WalkedJson.walked(json.path("walked")).orElse(Walked.UNKNOWN),
        setback(json));
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
