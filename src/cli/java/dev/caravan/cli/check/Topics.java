package dev.caravan.cli.check;

import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics of a Kafka that routes read and write, asked for without making them. */
final class Topics {
  private static final int PATIENCE_MILLIS = 3_000;

  private final Properties client;
  private final CheckFindings findings;

  /**
   * @param client how to reach Kafka
   */
  Topics(Properties client, CheckFindings findings) {
    this.client = new Properties();
    this.client.putAll(client);
    this.client.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS - 1_000);
    this.client.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
    this.findings = findings;
  }

  void look(Set<String> names) {
    try (Admin admin = Admin.create(client)) {
      Map<String, KafkaFuture<TopicDescription>> topics =
          admin.describeTopics(names).topicNameValues();
      for (String name : names) {
        look(name, topics.get(name));
      }
    } catch (KafkaException e) {
      findings.fault("Kafka cannot be asked at " + brokers() + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(String name, KafkaFuture<TopicDescription> topic) throws InterruptedException {
    try {
      topic.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        findings.warning(
            "Kafka at %s has no topic %s yet; it comes with its first record where the broker makes topics, else create it"
                .formatted(brokers(), name));
      } else if (e.getCause() instanceof AuthorizationException) {
        findings.fault(
            "Kafka at %s: this user may not DESCRIBE topic %s".formatted(brokers(), name));
      } else {
        findings.outage(
            "Kafka does not answer at %s: %s; check kafka.brokers, and that it runs and may be reached"
                .formatted(brokers(), e.getCause().getMessage()));
      }
    }
  }

  private Object brokers() {
    return client.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG);
  }
}
