package dev.caravan.worker;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer of a worker, whose polls tell how Kafka is. Camel's consumer makes a new one at once
 * when a poll fails, a hundred times a second when a right is missing, and a poll that reaches no
 * broker fails not at all. So a poll that failed waits here, and both are seen by readiness. For
 * the thread that polls; {@code wakeup} is for any.
 */
final class WatchedConsumer implements InvocationHandler {
  private static final Logger LOG = LoggerFactory.getLogger(WatchedConsumer.class);

  /** A right that is missing is said with the first response to a fetch. */
  private static final Duration SETTLED = Duration.ofSeconds(3);

  private final Consumer<?, ?> consumer;
  private final String brokers;
  private final Duration session;
  private final String worker;
  private final WorkersHealth health;
  private final AtomicInteger failures;
  private final CountDownLatch woken = new CountDownLatch(1);
  private final long made = System.nanoTime();
  private boolean settled;
  private boolean unheard;

  /**
   * @param failures how many polls of the worker's consumers have failed in a row
   */
  WatchedConsumer(
      Consumer<?, ?> consumer,
      Properties settings,
      String worker,
      WorkersHealth health,
      AtomicInteger failures) {
    this.consumer = consumer;
    this.brokers = settings.getProperty("bootstrap.servers");
    this.session = Duration.ofMillis(Long.parseLong(settings.get("session.timeout.ms").toString()));
    this.worker = worker;
    this.health = health;
    this.failures = failures;
  }

  @Override
  public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
    switch (method.getName()) {
      case "equals":
        return proxy == arguments[0];
      case "hashCode":
        return System.identityHashCode(proxy);
      case "poll":
        return poll(proxy, method, arguments);
      case "wakeup":
        woken.countDown();
        return call(method, arguments);
      case "close":
        health.leaves(worker, proxy);
        health.leaves(worker, this);
        return call(method, arguments);
      default:
        return call(method, arguments);
    }
  }

  private Object poll(Object proxy, Method method, Object[] arguments) throws Throwable {
    try {
      ConsumerRecords<?, ?> records = (ConsumerRecords<?, ?>) call(method, arguments);
      settle(proxy, records);
      listen();
      return records;
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (RuntimeException e) {
      waitAfter(proxy, e);
      throw e;
    }
  }

  /** That it may read is known when it got something, or had time to be refused. */
  private void settle(Object proxy, ConsumerRecords<?, ?> records) {
    boolean idle =
        records.isEmpty() && age().compareTo(SETTLED) > 0 && !consumer.assignment().isEmpty();
    if (settled || records.isEmpty() && !idle) {
      return;
    }
    settled = true;
    failures.set(0);
    if (idle) {
      // What becomes of records the batch will say.
      health.works(worker, proxy);
    }
  }

  /** Kafka is away, or has no place for this member, when no heartbeat was due for a session. */
  private void listen() {
    boolean before = unheard;
    unheard = silence().compareTo(session) > 0;
    if (unheard && !before) {
      String reason =
          "Kafka at %s does not answer, or group %s has no place for it, for %d s"
              .formatted(brokers, consumer.groupMetadata().groupId(), session.toSeconds());
      LOG.warn("worker {}: {}", worker, reason);
      health.misses(worker, this, reason);
    } else if (before && !unheard) {
      LOG.info("worker {}: Kafka at {} answers again", worker, brokers);
      health.leaves(worker, this);
    }
  }

  private Duration silence() {
    double heartbeat =
        consumer.metrics().values().stream()
            .filter(metric -> metric.metricName().name().equals("last-heartbeat-seconds-ago"))
            .map(Metric::metricValue)
            .map(Double.class::cast)
            .findFirst()
            .orElse(0.0);
    return heartbeat < 0 ? age() : Duration.ofSeconds((long) heartbeat);
  }

  private Duration age() {
    return Duration.ofNanos(System.nanoTime() - made);
  }

  private void waitAfter(Object proxy, RuntimeException failure) {
    String reason = "Kafka at " + brokers + ": " + failure.getMessage();
    Duration delay = Waiting.backoff(failures.getAndIncrement());
    health.fails(worker, proxy, reason);
    LOG.warn("worker {}: waits {} s: {}", worker, delay.toSeconds(), reason);
    try {
      if (woken.await(delay.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("worker {}: woken", worker);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Object call(Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(consumer, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
