package dev.caravan.kafka;

import dev.caravan.quarantine.Identity;
import dev.caravan.quarantine.Origin;
import dev.caravan.value.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/** Makes the Kafka record of a stream's record: a CloudEvent, its data the record as JSON. */
final class RecordEvents {
  private static final String TYPE = "dev.caravan.record.";

  /** What the frame of a batch and of a record in it add at most, and of a header. */
  private static final int FRAME = 100;

  private static final int HEADER_FRAME = 10;

  private final String topic;
  private final String stream;
  private final String page;
  private final Instant now;
  private final Map<String, Integer> states = new HashMap<>();

  /** Makes events of the records of one page. */
  RecordEvents(String topic, Origin origin, Instant now) {
    this.topic = topic;
    this.stream = origin.stream();
    this.page = origin.mark();
    this.now = now;
  }

  /** The event of a record; without data when the record says that its entity is gone. */
  ProducerRecord<String, byte[]> of(Object record, String key, Identity identity) {
    boolean gone = identity.tombstone();
    Optional<Identity.Version> version = identity.version();
    String state =
        version
            .map(known -> "version:" + known.canonical())
            .orElseGet(() -> unversioned(key, record));
    Instant time = version.flatMap(Identity.Version::instant).orElse(now);
    ProducerRecord<String, byte[]> event =
        gone
            ? event(key, Optional.empty(), state, time)
            : event(key, Optional.of(JsonText.of(record)), state, time);
    version.ifPresent(known -> add(event.headers(), EventHeaders.RECORD_VERSION, known.text()));
    return event;
  }

  /** The tombstone of a key that a snapshot no longer lists. */
  ProducerRecord<String, byte[]> unlisted(String key, String snapshot) {
    return event(key, Optional.empty(), "snapshot:" + snapshot, now);
  }

  /**
   * What tells a state of an entity from its others where the record has no version. The content
   * alone would not: an entity may come back to what it was. The page does, and within the page how
   * often the same was there.
   */
  private String unversioned(String key, Object record) {
    String content = StableEventId.content(record);
    int before = states.merge(key + " " + content, 1, Integer::sum) - 1;
    return "content:" + content + "@" + page + "#" + before;
  }

  private ProducerRecord<String, byte[]> event(
      String key, Optional<String> json, String state, Instant time) {
    byte[] value = json.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElse(null);
    String operation = value == null ? "delete" : "upsert";
    ProducerRecord<String, byte[]> event = new ProducerRecord<>(topic, key, value);
    Headers headers = event.headers();
    add(headers, EventHeaders.SPEC_VERSION, EventHeaders.SPEC_VERSION_VALUE);
    add(headers, EventHeaders.ID, StableEventId.of(stream, key, state, operation));
    add(headers, EventHeaders.SOURCE, "/stream/" + stream);
    add(headers, EventHeaders.TYPE, TYPE + (value == null ? "deleted" : "upserted"));
    add(headers, EventHeaders.TIME, time.toString());
    add(headers, EventHeaders.SUBJECT, key);
    add(headers, EventHeaders.STREAM, stream);
    add(headers, EventHeaders.OPERATION, operation);
    if (value != null) {
      add(headers, EventHeaders.CONTENT_TYPE, "application/json");
    }
    return event;
  }

  /** The bytes that an event takes at most before compression, key and headers included. */
  static int size(ProducerRecord<String, byte[]> event) {
    int size = FRAME + bytes(event.key()) + (event.value() == null ? 0 : event.value().length);
    for (Header header : event.headers()) {
      size += HEADER_FRAME + bytes(header.key()) + header.value().length;
    }
    return size;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static void add(Headers headers, String name, String text) {
    headers.add(name, text.getBytes(StandardCharsets.UTF_8));
  }
}
