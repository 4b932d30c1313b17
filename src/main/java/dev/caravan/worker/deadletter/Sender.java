package dev.caravan.worker.deadletter;

import dev.caravan.kafka.EventHeaders;
import dev.caravan.worker.event.KafkaMessage;
import dev.caravan.worker.event.Places;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends messages, and knows when Kafka has confirmed all of them. For one thread. */
final class Sender implements AutoCloseable {
  private final Producer<byte[], byte[]> producer;
  private final List<Future<?>> sent = new ArrayList<>();

  /**
   * @param client how to reach the cluster, in Kafka's own names
   */
  Sender(Properties client) {
    Properties settings = new Properties();
    settings.putAll(client);
    settings.putAll(
        Map.of(
            "acks", "all",
            "enable.idempotence", "true",
            // What the topic took before it takes again: the broker's limit counts.
            "max.request.size", "33554432",
            // With several, the second may be the first that a new leader knows of.
            "max.in.flight.requests.per.connection", "1",
            // Somebody waits, perhaps with a transaction.
            "request.timeout.ms", "10000",
            "delivery.timeout.ms", "30000"));
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Sends a message as it is. */
  void send(ProducerRecord<byte[], byte[]> message) {
    sent.add(producer.send(message));
  }

  /** Sends a message once more to the partition where it is, or some of its events. */
  void send(KafkaMessage message, Places places) {
    ProducerRecord<byte[], byte[]> again =
        new ProducerRecord<>(
            message.partition().topic(),
            message.partition().partition(),
            message.key(),
            message.value());
    message.headers().forEach(again.headers()::add);
    if (!places.isWhole()) {
      again.headers().remove(EventHeaders.PLACE);
      again.headers().add(EventHeaders.PLACE, places.toString().getBytes(StandardCharsets.UTF_8));
    }
    send(again);
  }

  /**
   * Waits until Kafka has all that was sent.
   *
   * @throws KafkaException when it does not take one
   */
  void confirm() {
    producer.flush();
    try {
      for (Future<?> one : sent) {
        one.get();
      }
      sent.clear();
    } catch (ExecutionException e) {
      throw new KafkaException("not replayed: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
