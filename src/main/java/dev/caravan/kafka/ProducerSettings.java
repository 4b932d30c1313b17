package dev.caravan.kafka;

import dev.caravan.state.Causes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaEndpoint;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.kafka.clients.admin.Admin;
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

  /** What a new run asks first is refused while the broker still completes the commit before it. */
  private static final int RETRY_MS = 20;

  private static final long SHORTEST_TRANSACTION_MS = 60_000;

  /** The transactional id of a stream, by which the broker fences a process that came back. */
  String transactionalId(String stream) {
    return transactionalIdPrefix + "-" + stream;
  }

  /** The size of a batch for a topic that takes so many bytes at once. */
  static int batch(int topicLimit) {
    return Math.min(BATCH, topicLimit);
  }

  /**
   * Makes a producer of a stream; nothing is asked of the broker yet.
   *
   * @param batch bytes of a batch; the client never gets rid of one that is larger than the topic's
   *     max.message.bytes
   * @throws IllegalStateException when it cannot be made, for example since no host name resolves
   */
  @SuppressWarnings("unchecked")
  Producer<String, byte[]> producer(CamelContext context, String stream, int batch) {
    try {
      Properties properties = properties(context, stream);
      properties.put("batch.size", batch);
      return component(context).getKafkaClientFactory().getProducer(properties);
    } catch (Exception e) {
      throw unusable(e);
    }
  }

  /** Makes a client that asks about topics, with the same settings. */
  Admin admin(CamelContext context, String stream) {
    try {
      Properties properties = properties(context, stream);
      properties.put("default.api.timeout.ms", (int) timeout.toMillis());
      return Admin.create(properties);
    } catch (Exception e) {
      throw unusable(e);
    }
  }

  private Properties properties(CamelContext context, String stream) throws Exception {
    KafkaComponent component = component(context);
    KafkaEndpoint endpoint =
        (KafkaEndpoint) component.createEndpoint("kafka:caravan", options(stream));
    KafkaConfiguration configuration = endpoint.getConfiguration();
    Properties properties = configuration.createProducerProperties();
    endpoint.updateClassProperties(properties);
    properties.put(
        "bootstrap.servers", component.getKafkaClientFactory().getBrokers(configuration));
    return properties;
  }

  /** Camel hands a component out while the thread that asked for it first still starts it. */
  private static KafkaComponent component(CamelContext context) {
    KafkaComponent component = context.getComponent("kafka", KafkaComponent.class);
    ServiceHelper.startService(component);
    return component;
  }

  private IllegalStateException unusable(Exception e) {
    return new IllegalStateException(
        "cannot make a Kafka client for " + brokers + ": " + Causes.of(e), e);
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
    options.put("retryBackoffMs", RETRY_MS);
    options.put("maxRequestSize", Math.max(REQUEST, maxRecordSize));
    options.put("bufferMemorySize", Math.max(BUFFER, 2 * maxRecordSize));
    // With several, the second may be the first that a new partition takes; it then refuses the
    // first.
    options.put("maxInFlightRequest", 1);
    options.put("maxBlockMs", timeout.toMillis());
    options.put("deliveryTimeoutMs", timeout.toMillis());
    options.put("requestTimeoutMs", timeout.toMillis() / 2);
    options.put(
        "additionalProperties.transaction.timeout.ms",
        (int) Math.max(SHORTEST_TRANSACTION_MS, 3 * timeout.toMillis()));
    return options;
  }
}
