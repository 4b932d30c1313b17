package dev.caravan.slices;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;

/**
 * Where a scan in windows stands, as the position of its checkpoint; the windows themselves are
 * rows of {@code caravan_window}.
 *
 * @param complete windows that are
 * @param left windows that are not
 * @param like how the API writes marks, the same for the whole scan
 * @param last the first mark of the last window
 * @param answered whether any window of the scan was read
 * @param looked how far the last window of numeric marks was looked at
 * @param range of a backfill, for people
 */
record SlicesPosition(
    long complete,
    long left,
    String like,
    long last,
    boolean answered,
    NumberTail.Looked looked,
    Optional<String> range) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalStateException when it is something else
   */
  static SlicesPosition read(String text) {
    try {
      JsonNode json = JSON.readTree(text);
      JsonNode windows = json.required("windows");
      return new SlicesPosition(
          windows.required("complete").asLong(),
          windows.required("left").asLong(),
          json.required("like").asText(),
          json.required("last").asLong(),
          json.path("answered").asBoolean(),
          json.has("looked")
              ? new NumberTail.Looked(
                  json.path("looked").path("jumps").asInt(),
                  json.path("looked").path("top").asLong())
              : NumberTail.Looked.NOTHING,
          Optional.ofNullable(json.path("range").textValue()));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new IllegalStateException(
          "the checkpoint's position is not one of a stream in slices: "
              + text
              + "; reset the checkpoint of the stream",
          e);
    }
  }

  String write() {
    var json = JSON.createObjectNode();
    json.putObject("windows").put("complete", complete).put("left", left);
    if (looked.top() > Long.MIN_VALUE) {
      json.putObject("looked").put("jumps", looked.jumps()).put("top", looked.top());
    }
    range.ifPresent(text -> json.put("range", text));
    return json.put("like", like).put("last", last).put("answered", answered).toString();
  }
}
