package dev.caravan.worker.event;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record of a topic as it was sent, byte by byte. Two of them are equal when they are the same.
 */
public final class KafkaMessage {
  private final TopicPartition partition;
  private final long offset;
  private final byte[] key;
  private final byte[] value;
  private final Headers headers;

  public KafkaMessage(
      TopicPartition partition, long offset, byte[] key, byte[] value, Headers headers) {
    this.partition = partition;
    this.offset = offset;
    this.key = key;
    this.value = value;
    this.headers = headers;
  }

  /** The message of an exchange that a batch of Camel's Kafka consumer holds. */
  public static KafkaMessage of(Exchange exchange) {
    Message message = exchange.getMessage();
    DefaultKafkaManualCommit commit = commit(exchange);
    return new KafkaMessage(
        commit.getPartition(),
        commit.getRecordOffset(),
        (byte[]) header(message, "kafka.KEY", "CamelKafkaKey"),
        (byte[]) message.getBody(),
        Optional.ofNullable((Headers) header(message, "kafka.HEADERS", "CamelKafkaHeaders"))
            .orElseGet(RecordHeaders::new));
  }

  /** What Camel hands out for committing by hand; it knows the consumer and the position. */
  public static DefaultKafkaManualCommit commit(Exchange exchange) {
    return exchange
        .getMessage()
        .getHeader("CamelKafkaManualCommit", DefaultKafkaManualCommit.class);
  }

  /** Patch releases of Camel rename the headers of its Kafka component. */
  private static Object header(Message message, String name, String newName) {
    Object value = message.getHeader(name);
    return value == null ? message.getHeader(newName) : value;
  }

  public TopicPartition partition() {
    return partition;
  }

  public long offset() {
    return offset;
  }

  /** The key; null when there is none. */
  public byte[] key() {
    return key;
  }

  /** The value; null for a tombstone. */
  public byte[] value() {
    return value;
  }

  public Headers headers() {
    return headers;
  }

  /** A header as text. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.lastHeader(name))
        .map(Header::value)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return partition + "@" + offset;
  }
}
