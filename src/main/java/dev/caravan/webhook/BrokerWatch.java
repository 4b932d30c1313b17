package dev.caravan.webhook;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether the broker of a receiver takes its events, also when none come: asks it at the
 * start, every few seconds after a failure until it answers, and when it has confirmed nothing for
 * a while. Never in the way of a request.
 */
final class BrokerWatch {
  private static final Logger LOG = LoggerFactory.getLogger(BrokerWatch.class);
  private static final long PAUSE_SECONDS = 3;
  private static final int TIMEOUT_MILLIS = 3000;
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final CamelContext context;
  private final String source;
  private final BrokerSettings settings;
  private final Optional<String> topic;
  private final Receivers receivers;
  private ScheduledExecutorService thread;
  private volatile long heard = System.nanoTime();

  BrokerWatch(
      CamelContext context,
      String source,
      BrokerSettings settings,
      Optional<String> topic,
      Receivers receivers) {
    this.context = context;
    this.source = source;
    this.settings = settings;
    this.topic = topic;
    this.receivers = receivers;
  }

  void start() {
    thread =
        context
            .getExecutorServiceManager()
            .newSingleThreadScheduledExecutor(this, "caravan-broker");
    thread.scheduleWithFixedDelay(this::look, 0, PAUSE_SECONDS, TimeUnit.SECONDS);
  }

  void stop() {
    context.getExecutorServiceManager().shutdownNow(thread);
  }

  /** The broker confirmed an event. */
  void confirmed() {
    heard = System.nanoTime();
    receivers.report(source, BrokerState.up());
  }

  /** The broker did not confirm an event. */
  void failed(String why) {
    receivers.report(source, BrokerState.down(why));
  }

  private void look() {
    boolean up = receivers.state(source).isUp();
    if (up && System.nanoTime() - heard < QUIET_NANOS) {
      return;
    }
    try (Admin admin = Admin.create(settings())) {
      Optional<String> fault = up ? withoutLeader(admin) : tooSmall(admin);
      fault.ifPresent(why -> LOG.error("source {}: {}", source, why));
      heard = System.nanoTime();
      receivers.report(source, fault.map(BrokerState::down).orElseGet(BrokerState::up));
    } catch (KafkaException | ExecutionException e) {
      String why = Optional.ofNullable(e.getCause()).orElse(e).getMessage();
      failed("Kafka does not answer at " + settings.brokers() + ": " + why);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Why nobody would take an event now; asks for nothing that a receiver may not have the right to.
   */
  private Optional<String> withoutLeader(Admin admin)
      throws InterruptedException, ExecutionException {
    admin.describeCluster().nodes().get();
    if (topic.isEmpty()) {
      return Optional.empty();
    }
    try {
      return admin.describeTopics(List.of(topic.get())).allTopicNames().get().values().stream()
          .flatMap(described -> described.partitions().stream())
          .filter(partition -> partition.leader() == null || partition.leader().isEmpty())
          .findFirst()
          .map(
              partition ->
                  "partition %d of topic %s has no leader"
                      .formatted(partition.partition(), topic.get()));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof AuthorizationException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Why the broker would refuse the largest body that is taken; empty when it would not. */
  private Optional<String> tooSmall(Admin admin) throws InterruptedException, ExecutionException {
    long most = limit(admin);
    return most >= settings.maxRecord()
        ? Optional.empty()
        : Optional.of(
            "Kafka takes records of at most "
                + most
                + " bytes, maxBytes "
                + settings.maxBytes()
                + " needs "
                + settings.maxRecord()
                + "; lower maxBytes, or raise max.message.bytes of the topic");
  }

  private long limit(Admin admin) throws InterruptedException, ExecutionException {
    if (topic.isPresent()) {
      try {
        return limit(admin, ConfigResource.Type.TOPIC, topic.get(), "max.message.bytes");
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        LOG.debug("source {}: topic {} does not exist yet", source, topic.get());
      }
    }
    String broker = admin.describeCluster().nodes().get().iterator().next().idString();
    return limit(admin, ConfigResource.Type.BROKER, broker, "message.max.bytes");
  }

  private static long limit(Admin admin, ConfigResource.Type type, String name, String key)
      throws InterruptedException, ExecutionException {
    ConfigResource resource = new ConfigResource(type, name);
    Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
    return Long.parseLong(config.get(key).value());
  }

  /** The security of the context's Kafka component, with short timeouts. */
  private Map<String, Object> settings() {
    KafkaConfiguration configuration =
        context.getComponent("kafka", KafkaComponent.class).getConfiguration().copy();
    Properties producer = configuration.createProducerProperties();
    Map<String, Object> admin = new HashMap<>();
    AdminClientConfig.configNames().stream()
        .filter(producer::containsKey)
        .forEach(name -> admin.put(name, producer.get(name)));
    admin.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, settings.brokers());
    admin.put(AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG, TIMEOUT_MILLIS / 3);
    admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS - 1000);
    admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MILLIS);
    return admin;
  }
}
