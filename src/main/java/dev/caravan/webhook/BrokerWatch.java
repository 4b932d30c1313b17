package dev.caravan.webhook;

import java.util.HashMap;
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
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
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
    BrokerState before = receivers.state(source);
    boolean up = before.isUp();
    if (up && System.nanoTime() - heard < QUIET_NANOS) {
      return;
    }
    try {
      Optional<String> fault = ask(up);
      fault
          .filter(why -> !why.equals(before.text()))
          .ifPresent(why -> LOG.error("source {}: {}", source, why));
      heard = System.nanoTime();
      receivers.report(source, fault.map(BrokerState::down).orElseGet(BrokerState::up));
    } catch (KafkaException | ExecutionException e) {
      failed(explain(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Why the broker would not take an event. */
  Optional<String> ask(boolean up) throws InterruptedException, ExecutionException {
    try (Admin admin = Admin.create(settings())) {
      BrokerQuestions questions = new BrokerQuestions(admin, settings, topic);
      return up ? questions.withoutLeader() : questions.refusal();
    }
  }

  /** What a question that was not answered says of the broker. */
  String explain(Exception failure) {
    Throwable cause = Optional.ofNullable(failure.getCause()).orElse(failure);
    return (cause instanceof AuthorizationException
            ? "the rights of its user do not suffice at "
            : "Kafka does not answer at ")
        + settings.brokers()
        + ": "
        + cause.getMessage();
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
