package dev.caravan.worker.event;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.kafka.RecordKey;
import dev.caravan.response.ExactJson;
import dev.caravan.worker.failure.Poison;
import dev.caravan.worker.failure.PoisonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads messages without a value, which on a compacted topic say that the entity of their key is
 * gone. The record is made of the key, with {@code deleted: true}.
 */
public final class Tombstones {
  private final RecordKey key;

  /**
   * Names the fields that the key fills.
   *
   * @throws IllegalArgumentException when one is not the name of a field
   */
  public Tombstones(String tombstoneKey) {
    this.key = RecordKey.parse(tombstoneKey);
    if (tombstoneKey.contains("$")) {
      throw new IllegalArgumentException(
          "tombstoneKey '%s' names a place by JSONPath; name fields, since a record is made of them"
              .formatted(tombstoneKey));
    }
  }

  /**
   * The event of a message without a value.
   *
   * @throws PoisonException when its key is not of the form that the worker is told
   */
  Event read(KafkaMessage message) throws PoisonException {
    String source =
        message.header(EventHeaders.SOURCE).orElseGet(() -> message.partition().topic());
    String id = message.header(EventHeaders.ID).orElseGet(message::toString);
    return new Event(
        message,
        Places.WHOLE,
        new EventId(source, id),
        () -> List.of(record(message)),
        List.of(record(message)));
  }

  private Map<String, Object> record(KafkaMessage message) throws PoisonException {
    if (message.key() == null) {
      throw new PoisonException(Poison.NO_RECORD, "the message has neither a key nor a value");
    }
    String text = new String(message.key(), StandardCharsets.UTF_8);
    Map<String, Object> record =
        new LinkedHashMap<>(
            key.fieldsOf(text, Tombstones::json)
                .orElseThrow(
                    () ->
                        new PoisonException(
                            Poison.NO_RECORD,
                            "the key of the message without a value is not as tombstoneKey says")));
    record.put("deleted", true);
    return record;
  }

  private static Optional<Object> json(String text) {
    try {
      return Optional.ofNullable(ExactJson.read(text.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
