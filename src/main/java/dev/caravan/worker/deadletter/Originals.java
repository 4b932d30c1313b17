package dev.caravan.worker.deadletter;

import dev.caravan.kafka.EventHeaders;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/**
 * The messages that dead letters were made of: what is in the letter or, where that was too large
 * for its topic, what the topic it came from still holds. For one thread.
 */
final class Originals {
  private static final String OURS = "caravan_";
  private static final Duration ANSWER = Duration.ofSeconds(15);

  private final Consumer<byte[], byte[]> consumer;

  Originals(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** The message of a letter; empty when only its topic had all of it, and has it no more. */
  Optional<ProducerRecord<byte[], byte[]>> of(ConsumerRecord<byte[], byte[]> letter) {
    String origin = DeadLetterView.header(letter, EventHeaders.TOPIC);
    if (origin.isEmpty()) {
      throw new KafkaException(
          "%s-%d@%d has no header %s that says where to send it back to"
              .formatted(letter.topic(), letter.partition(), letter.offset(), EventHeaders.TOPIC));
    }
    boolean whole = DeadLetterView.header(letter, EventHeaders.LEFT_OUT).isEmpty();
    return (whole ? Optional.of(letter) : kept(letter, origin))
        .map(message -> copy(message, origin, letter.headers().lastHeader(EventHeaders.PLACE)));
  }

  private Optional<ConsumerRecord<byte[], byte[]>> kept(
      ConsumerRecord<byte[], byte[]> letter, String origin) {
    int number = Integer.parseInt(DeadLetterView.header(letter, EventHeaders.PARTITION));
    long offset = Long.parseLong(DeadLetterView.header(letter, EventHeaders.OFFSET));
    TopicPartition partition = new TopicPartition(origin, number);
    boolean exists =
        consumer.partitionsFor(origin, ANSWER).stream()
            .anyMatch(info -> info.partition() == number);
    if (!exists
        || consumer.beginningOffsets(Set.of(partition), ANSWER).get(partition) > offset
        || consumer.endOffsets(Set.of(partition), ANSWER).get(partition) <= offset) {
      return Optional.empty();
    }
    consumer.assign(Set.of(partition));
    consumer.seek(partition, offset);
    Iterator<ConsumerRecord<byte[], byte[]>> found = consumer.poll(ANSWER).iterator();
    if (!found.hasNext() && consumer.position(partition, ANSWER) <= offset) {
      throw new KafkaException(
          "%s@%d, which a letter was too large to hold, cannot be read in %d s"
              .formatted(partition, offset, ANSWER.toSeconds()));
    }
    // A compacted topic may hold only what came later.
    return found.hasNext()
        ? Optional.of(found.next()).filter(message -> message.offset() == offset)
        : Optional.empty();
  }

  private static ProducerRecord<byte[], byte[]> copy(
      ConsumerRecord<byte[], byte[]> message, String origin, Header place) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(origin, message.key(), message.value());
    for (Header header : message.headers()) {
      if (!header.key().startsWith(OURS)) {
        record.headers().add(header);
      }
    }
    if (place != null) {
      record.headers().add(place);
    }
    return record;
  }
}
