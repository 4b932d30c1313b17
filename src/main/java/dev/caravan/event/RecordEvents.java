package dev.caravan.event;

import dev.caravan.load.Identity;
import dev.caravan.load.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
  private final Instant now;

  RecordEvents(String topic, String stream, Instant now) {
    this.topic = topic;
    this.stream = stream;
    this.now = now;
  }

  /** The event of a record; without data when the record says that its entity is gone. */
  ProducerRecord<String, byte[]> of(Object record, String key, Identity identity) {
    boolean gone = identity.tombstone();
    String operation = gone ? "delete" : "upsert";
    Optional<Identity.Version> version = identity.version();
    String state =
        version
            .map(known -> "version:" + known.canonical())
            .orElseGet(() -> "content:" + EventId.content(record));
    byte[] value = gone ? null : JsonText.of(record).getBytes(StandardCharsets.UTF_8);
    ProducerRecord<String, byte[]> event = new ProducerRecord<>(topic, key, value);
    Headers headers = event.headers();
    add(headers, EventHeaders.SPEC_VERSION, EventHeaders.SPEC_VERSION_VALUE);
    add(headers, EventHeaders.ID, EventId.of(stream, key, state, operation));
    add(headers, EventHeaders.SOURCE, "/stream/" + stream);
    add(headers, EventHeaders.TYPE, TYPE + (gone ? "deleted" : "upserted"));
    Instant time = version.flatMap(Identity.Version::instant).orElse(now);
    add(headers, EventHeaders.TIME, time.toString());
    add(headers, EventHeaders.SUBJECT, key);
    add(headers, EventHeaders.STREAM, stream);
    version.ifPresent(known -> add(headers, EventHeaders.RECORD_VERSION, known.text()));
    add(headers, EventHeaders.OPERATION, operation);
    if (!gone) {
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
