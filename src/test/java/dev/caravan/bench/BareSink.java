package dev.caravan.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a good engineer would write by hand for these records: each page as JSON in one Kafka
 * transaction, with the same headers. No checks, no quarantine, no ids that are digests, and no
 * database that commits with it.
 */
final class BareSink implements AutoCloseable {
  private final ObjectMapper mapper = new ObjectMapper();
  private final KafkaProducer<String, byte[]> producer;
  private final String topic;

  BareSink(String brokers, String topic) {
    this.topic = topic;
    this.producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", brokers,
                "transactional.id", "bare-" + topic,
                "acks", "all",
                "linger.ms", "5",
                "batch.size", "131072"),
            new StringSerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
  }

  void send(List<Map<String, Object>> page) throws JsonProcessingException {
    producer.beginTransaction();
    for (Map<String, Object> record : page) {
      producer.send(event(record));
    }
    producer.commitTransaction();
  }

  private ProducerRecord<String, byte[]> event(Map<String, Object> record)
      throws JsonProcessingException {
    String key = String.valueOf(record.get("id"));
    String version = String.valueOf(record.get("updated_at"));
    ProducerRecord<String, byte[]> event =
        new ProducerRecord<>(topic, key, mapper.writeValueAsBytes(record));
    Headers headers = event.headers();
    add(headers, "ce_specversion", "1.0");
    add(headers, "ce_id", "orders/" + key + "/" + version);
    add(headers, "ce_source", "/stream/orders");
    add(headers, "ce_type", "dev.caravan.record.upserted");
    add(headers, "ce_time", version);
    add(headers, "ce_subject", key);
    add(headers, "ce_stream", "orders");
    add(headers, "ce_recordversion", version);
    add(headers, "ce_operation", "upsert");
    add(headers, "content-type", "application/json");
    return event;
  }

  private static void add(Headers headers, String name, String text) {
    headers.add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    producer.close();
  }
}
