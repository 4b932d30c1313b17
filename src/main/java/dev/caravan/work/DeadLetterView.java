package dev.caravan.work;

import dev.caravan.event.EventHeaders;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A message of a dead-letter topic, as people see it.
 *
 * @param position its partition and offset in the dead-letter topic
 * @param reason the code of why it is there
 * @param error what went wrong
 * @param attempts how often it was tried
 * @param origin the topic, partition and offset it came from
 * @param failedAt when it was given up, RFC 3339
 * @param id the event's id, where the message carries it
 * @param key the message's key as text
 * @param replayed whether it was sent back already
 */
public record DeadLetterView(
    String position,
    String reason,
    String error,
    String attempts,
    String origin,
    String failedAt,
    String id,
    String key,
    boolean replayed) {

  static DeadLetterView of(ConsumerRecord<byte[], byte[]> letter, boolean replayed) {
    return new DeadLetterView(
        letter.partition() + "@" + letter.offset(),
        header(letter, EventHeaders.REASON),
        header(letter, EventHeaders.ERROR),
        header(letter, EventHeaders.ATTEMPTS),
        "%s-%s@%s"
            .formatted(
                header(letter, EventHeaders.TOPIC),
                header(letter, EventHeaders.PARTITION),
                header(letter, EventHeaders.OFFSET)),
        header(letter, EventHeaders.FAILED_AT),
        header(letter, EventHeaders.ID),
        letter.key() == null ? "" : new String(letter.key(), StandardCharsets.UTF_8),
        replayed);
  }

  /** A header as text, empty when there is none. */
  static String header(ConsumerRecord<?, ?> letter, String name) {
    return Optional.ofNullable(letter.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .orElse("");
  }

  /** Two lines for people. */
  @Override
  public String toString() {
    return "%s  %s  %s  key %s  event %s  attempts %s%s%n    %s"
        .formatted(
            failedAt,
            reason,
            origin,
            key.isEmpty() ? "none" : key,
            id.isEmpty() ? "none" : id,
            attempts,
            replayed ? "  replayed" : "",
            error);
  }
}
