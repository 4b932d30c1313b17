package dev.caravan.kafka;

import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** How to reach Kafka as the routes of a context do, in Kafka's own names. */
public final class KafkaClient {
  private KafkaClient() {}

  /** The settings of the context's kafka component, with these brokers. */
  public static Properties of(CamelContext context, String brokers) {
    KafkaConfiguration configuration =
        context.getComponent("kafka", KafkaComponent.class).getConfiguration().copy();
    Properties client = new Properties();
    configuration
        .createConsumerProperties()
        .forEach(
            (name, value) -> {
              if (AdminClientConfig.configNames().contains(name)) {
                client.put(name, value);
              }
            });
    client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    return client;
  }
}
