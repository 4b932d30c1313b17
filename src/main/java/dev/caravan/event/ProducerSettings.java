package dev.caravan.event;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * What a stream's producer is made with. Everything that is not named here, security above all, is
 * what Camel's kafka component is configured with, so it is said once for all routes.
 *
 * @param brokers host:port, several separated by commas
 * @param transactionalIdPrefix what the transactional ids of this installation begin with
 * @param timeout the longest wait for the broker, of each kind
 * @param maxRecordSize in bytes
 */
record ProducerSettings(
    String brokers, String transactionalIdPrefix, Duration timeout, int maxRecordSize) {
  private static final int BATCH = 128 * 1024;
  private static final int REQUEST = 1024 * 1024;
  private static final int BUFFER = 32 * 1024 * 1024;
  private static final int LINGER_MS = 5;
  private static final long SHORTEST_TRANSACTION_MS = 60_000;

  /** The transactional id of a stream, by which the broker fences a process that came back. */
  String transactionalId(String stream) {
    return transactionalIdPrefix + "-" + stream;
  }

  /**
   * Makes a producer of a stream; nothing is asked of the broker yet.
   *
   * @throws IllegalStateException when it cannot be made, for example since no host name resolves
   */
  @SuppressWarnings("unchecked")
  Producer<String, byte[]> open(CamelContext context, String stream) {
    try {
      KafkaComponent component = context.getComponent("kafka", KafkaComponent.class);
      KafkaEndpoint endpoint =
          (KafkaEndpoint) component.createEndpoint("kafka:caravan", options(stream));
      KafkaConfiguration configuration = endpoint.getConfiguration();
      Properties properties = configuration.createProducerProperties();
      endpoint.updateClassProperties(properties);
      KafkaClientFactory clients = component.getKafkaClientFactory();
      properties.put("bootstrap.servers", clients.getBrokers(configuration));
      return clients.getProducer(properties);
    } catch (Exception e) {
      throw new IllegalStateException(
          "cannot make a Kafka producer for " + brokers + ": " + StreamProducer.causes(e), e);
    }
  }

  private Map<String, Object> options(String stream) {
    Map<String, Object> options = new HashMap<>();
    options.put("brokers", brokers);
    options.put("keySerializer", StringSerializer.class.getName());
    options.put("valueSerializer", ByteArraySerializer.class.getName());
    options.put("requestRequiredAcks", "all");
    options.put("enableIdempotence", true);
    options.put("transactionalId", transactionalId(stream));
    options.put("lingerMs", LINGER_MS);
    options.put("producerBatchSize", BATCH);
    options.put("maxRequestSize", Math.max(REQUEST, maxRecordSize));
    options.put("bufferMemorySize", Math.max(BUFFER, 2 * maxRecordSize));
    options.put("maxBlockMs", timeout.toMillis());
    options.put("deliveryTimeoutMs", timeout.toMillis());
    options.put("requestTimeoutMs", timeout.toMillis() / 2);
    options.put(
        "additionalProperties.transaction.timeout.ms",
        (int) Math.max(SHORTEST_TRANSACTION_MS, 3 * timeout.toMillis()));
    return options;
  }
}
