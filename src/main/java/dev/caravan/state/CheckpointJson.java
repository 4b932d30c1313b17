package dev.caravan.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The checkpoint as JSON, as it stands in the database and as people see it. */
public final class CheckpointJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckpointJson() {}

  /** The JSON object of a checkpoint; what is absent is null. */
  public static ObjectNode write(Checkpoint checkpoint) {
    ObjectNode json = JSON.createObjectNode();
    json.put("stream", checkpoint.stream());
    json.put("version", checkpoint.version());
    json.put("last_cursor", checkpoint.lastCursor().orElse(null));
    json.put("watermark", checkpoint.watermark().orElse(null));
    checkpoint
        .scan()
        .ifPresentOrElse(scan -> write(scan, json.putObject("scan")), () -> json.putNull("scan"));
    json.put("not_before", checkpoint.notBefore().map(Instant::toString).orElse(null));
    json.put("last_success_ts", checkpoint.lastSuccess().map(Instant::toString).orElse(null));
    checkpoint.feed().ifPresent(feed -> write(feed, json.putObject("feed")));
    if (!checkpoint.known().equals(Known.NOTHING)) {
      json.set("known", WalkedJson.write(checkpoint.known()));
    }
    return json;
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when it is no checkpoint
   */
  static Checkpoint read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      return new Checkpoint(
          json.required("stream").asText(),
          json.required("version").asLong(),
          text(json, "last_cursor"),
          text(json, "watermark"),
          scan(json.path("scan")),
          text(json, "not_before").map(Instant::parse),
          text(json, "last_success_ts").map(Instant::parse),
          feed(json.path("feed")),
          WalkedJson.known(json.path("known")));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      throw new IllegalStateException("caravan_checkpoint holds no checkpoint: " + text, e);
    }
  }

  private static Optional<Checkpoint.Scan> scan(JsonNode json) {
    return json.isObject()
        ? Optional.of(
            new Checkpoint.Scan(
                Instant.parse(json.required("started").asText()),
                text(json, "position"),
                text(json, "max_seen"),
                WalkedJson.walked(json.path("walked")),
                text(json, "way")
                    .map(way -> new Terms(way, text(json, "latest").map(Instant::parse)))))
        : Optional.empty();
  }

  private static void write(Checkpoint.Scan scan, ObjectNode json) {
    json.put("started", scan.started().toString());
    json.put("position", scan.position().orElse(null));
    json.put("max_seen", scan.maxSeen().orElse(null));
    scan.walked().ifPresent(walked -> json.set("walked", WalkedJson.write(walked)));
    scan.terms().ifPresent(terms -> json.put("way", terms.way()));
    scan.terms().flatMap(Terms::latest).ifPresent(latest -> json.put("latest", latest.toString()));
  }

  private static void write(Checkpoint.Feed feed, ObjectNode json) {
    feed.snapshot()
        .ifPresentOrElse(
            snapshot ->
                json.putObject("snapshot")
                    .put("lost_cursor", snapshot.lostCursor().orElse(null))
                    .put("last_read", snapshot.lastRead().map(Instant::toString).orElse(null))
                    .put("anchored", snapshot.anchored())
                    .put("anchor", snapshot.anchor().orElse(null)),
            () -> json.putNull("snapshot"));
    feed.numbers()
        .ifPresent(
            numbers ->
                json.putObject("numbers")
                    .put("newest", numbers.newest().toPlainString())
                    .put("in_a_row", numbers.inARow()));
  }

  private static Optional<Checkpoint.Feed> feed(JsonNode json) {
    if (!json.isObject()) {
      return Optional.empty();
    }
    return Optional.of(
        new Checkpoint.Feed(snapshot(json.path("snapshot")), numbers(json.path("numbers"))));
  }

  private static Optional<Checkpoint.Snapshot> snapshot(JsonNode json) {
    return json.isObject()
        ? Optional.of(
            new Checkpoint.Snapshot(
                text(json, "lost_cursor"),
                text(json, "last_read").map(Instant::parse),
                json.path("anchored").asBoolean(),
                text(json, "anchor")))
        : Optional.empty();
  }

  private static Optional<Checkpoint.Numbers> numbers(JsonNode json) {
    return text(json, "newest")
        .map(BigDecimal::new)
        .map(newest -> new Checkpoint.Numbers(newest, json.path("in_a_row").asLong()));
  }

  private static Optional<String> text(JsonNode json, String field) {
    return Optional.ofNullable(json.path(field).textValue());
  }
}
