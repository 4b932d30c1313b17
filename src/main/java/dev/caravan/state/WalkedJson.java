package dev.caravan.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The way of a scan, and what is known of an API's pages, as JSON. What is absent is left out. */
public final class WalkedJson {
  private WalkedJson() {}

  /** The JSON object of a way. */
  public static ObjectNode write(Walked walked) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("pages", walked.pages()).put("rows", walked.rows());
    json.put("reach", walked.reach()).put("empty", walked.empty());
    walked.firstTotal().ifPresent(total -> json.put("first_total", total));
    walked.lastTotal().ifPresent(total -> json.put("last_total", total));
    json.put("last_rows", walked.lastRows()).put("hollow", walked.hollow());
    json.put("said_more", walked.saidMore());
    walked.proving().ifPresent(why -> json.put("proving", why));
    if (!walked.seam().equals(Seam.NONE)) {
      json.set("seam", write(walked.seam()));
    }
    return json;
  }

  /** Reads what {@link #write(Walked)} wrote; empty when it is no object. */
  public static Optional<Walked> walked(JsonNode json) {
    return json.isObject()
        ? Optional.of(
            new Walked(
                json.path("pages").asLong(),
                json.path("rows").asLong(),
                json.path("reach").asLong(),
                json.path("empty").asLong(),
                number(json, "first_total"),
                number(json, "last_total"),
                json.path("last_rows").asLong(),
                json.path("hollow").asLong(),
                json.path("said_more").asBoolean(),
                Optional.ofNullable(json.path("proving").textValue()),
                seam(json.path("seam"))))
        : Optional.empty();
  }

  private static ObjectNode write(Seam seam) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    seam.last().forEach(json.putArray("last")::add);
    if (!seam.front().isEmpty()) {
      seam.front().forEach(json.putArray("front")::add);
    }
    return json.put("backs", seam.backs())
        .put("far", seam.far())
        .put("fell", seam.fell())
        .put("pushed", seam.pushed())
        .put("again", seam.again())
        .put("came", seam.came());
  }

  private static Seam seam(JsonNode json) {
    if (json.isMissingNode()) {
      return Seam.NONE;
    }
    return new Seam(
        texts(json.path("last")),
        texts(json.path("front")),
        json.path("backs").asInt(),
        json.path("far").asLong(),
        json.path("fell").asBoolean(),
        json.path("pushed").asBoolean(),
        json.path("again").asInt(),
        json.path("came").asLong(-1));
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  static ObjectNode write(Known known) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode places = json.putArray("places");
    new TreeSet<>(known.places()).forEach(places::add);
    return json.put("full_page", known.fullPage());
  }

  static Known known(JsonNode json) {
    Set<String> places = new TreeSet<>();
    json.path("places").forEach(place -> places.add(place.asText()));
    return new Known(places, json.path("full_page").asLong());
  }

  private static Optional<Long> number(JsonNode json, String field) {
    return json.path(field).isNumber()
        ? Optional.of(json.path(field).longValue())
        : Optional.empty();
  }
}
