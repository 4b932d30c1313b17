package dev.caravan.webhook;

import dev.caravan.kafka.EventHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An authentic request on its way to Kafka.
 *
 * @param source the name of its source
 * @param topic where it goes
 * @param key what it is about; events of one key keep their order
 * @param id the same for every delivery of one event
 * @param type what happened
 * @param contentType of the body, when the request named one
 * @param received when its body was complete
 * @param body the bytes as received
 */
public record ReceivedEvent(
    String source,
    String topic,
    String key,
    String id,
    String type,
    Optional<String> contentType,
    Instant received,
    byte[] body) {

  /** The headers of its record: these and no other of the request. */
  Map<String, Object> headers() {
    Map<String, Object> headers = new LinkedHashMap<>();
    headers.put(EventHeaders.SPEC_VERSION, EventHeaders.SPEC_VERSION_VALUE);
    headers.put(EventHeaders.ID, id);
    headers.put(EventHeaders.SOURCE, "/webhook/" + source);
    headers.put(EventHeaders.TYPE, type);
    headers.put(EventHeaders.TIME, received.truncatedTo(ChronoUnit.MILLIS).toString());
    contentType.ifPresent(media -> headers.put(EventHeaders.CONTENT_TYPE, media));
    return headers;
  }
}
