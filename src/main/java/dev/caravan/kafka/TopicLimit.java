package dev.caravan.kafka;

import dev.caravan.state.Causes;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many bytes a topic takes at once, as its own setting says. */
final class TopicLimit {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLimit.class);
  private static final String SETTING = "max.message.bytes";

  private TopicLimit() {}

  /**
   * Asks for the limit of a topic.
   *
   * @param declared what holds when the topic does not exist yet or may not be asked about
   * @return the smaller of both
   * @throws KafkaException when the broker does not answer
   */
  static int ask(Admin admin, String topic, int declared) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    try {
      String bytes =
          admin
              .describeConfigs(List.of(resource))
              .values()
              .get(resource)
              .get()
              .get(SETTING)
              .value();
      return Math.min(declared, Integer.parseInt(bytes));
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException timeout) {
        throw timeout;
      }
      LOG.debug("topic {} does not tell its {}: {}", topic, SETTING, Causes.of(e));
      return declared;
    }
  }
}
