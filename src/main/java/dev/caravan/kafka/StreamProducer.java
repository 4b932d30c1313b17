package dev.caravan.kafka;

import dev.caravan.config.Counted;
import dev.caravan.state.Causes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.CamelContext;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transactional producer of one stream. Every run begins with a new one, which fences the one
 * before wherever it is, and so does whatever comes after a failure: no state of a producer, be it
 * fenced, timed out or unknown to a new broker, outlives a run. One thread at a time.
 */
final class StreamProducer {
  private static final Logger LOG = LoggerFactory.getLogger(StreamProducer.class);

  /** Within it a closing producer aborts what it began, if the broker is there. */
  private static final Duration CLOSING = Duration.ofSeconds(2);

  private final CamelContext context;
  private final String stream;
  private final ProducerSettings settings;
  private final Map<String, Integer> limits = new HashMap<>();
  private Producer<String, byte[]> producer;
  private int batch;
  private String run = "";

  StreamProducer(CamelContext context, String stream, ProducerSettings settings) {
    this.context = context;
    this.stream = stream;
    this.settings = settings;
  }

  ProducerSettings settings() {
    return settings;
  }

  /**
   * The most bytes of a record for a topic; asked once in a run.
   *
   * @param run the run of the page under way; a new one gets a new producer
   * @throws EventsNotSentException when the broker does not answer
   */
  synchronized int limit(String run, String topic) {
    if (!this.run.equals(run)) {
      close();
      this.run = run;
    }
    Integer known = limits.get(topic);
    return known == null ? ask(topic) : known;
  }

  /**
   * Sends events in one transaction and commits it.
   *
   * @param stillOurs fails when another process took the stream over; asked after the broker fenced
   *     all others and before anything is sent
   * @throws EventsNotSentException when the broker did not confirm the commit
   */
  synchronized void send(List<ProducerRecord<String, byte[]>> events, Runnable stillOurs) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    boolean done = false;
    try {
      if (producer == null) {
        open();
        stillOurs.run();
      }
      producer.beginTransaction();
      for (ProducerRecord<String, byte[]> event : events) {
        sendOne(event, failure);
      }
      producer.commitTransaction();
      done = true;
    } catch (KafkaException e) {
      throw notSent(events, failure.get() == null ? e : failure.get());
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Ends the producer; what it has not committed is aborted. */
  synchronized void close() {
    limits.clear();
    closeProducer();
  }

  private void closeProducer() {
    if (producer != null) {
      Producer<String, byte[]> old = producer;
      producer = null;
      try {
        old.close(CLOSING);
      } catch (KafkaException e) {
        LOG.debug("stream {}: its producer did not close well", stream, e);
      }
    }
  }

  private int ask(String topic) {
    try (Admin admin = settings.admin(context, stream)) {
      int limit = TopicLimit.ask(admin, topic, settings.maxRecordSize());
      limits.put(topic, limit);
      if (limit < batch) {
        closeProducer();
      }
      return limit;
    } catch (KafkaException e) {
      throw failed("does not answer what topic " + topic + " takes", e);
    }
  }

  private void open() {
    batch =
        ProducerSettings.batch(
            limits.values().stream().mapToInt(Integer::intValue).min().orElse(Integer.MAX_VALUE));
    producer = settings.producer(context, stream, batch);
    producer.initTransactions();
  }

  /** Stops at the first failure: without a broker each further record would wait in vain. */
  private void sendOne(ProducerRecord<String, byte[]> event, AtomicReference<Exception> failure) {
    producer.send(
        event,
        (metadata, cause) -> {
          if (cause != null) {
            failure.compareAndSet(null, cause);
          }
        });
    if (failure.get() != null) {
      throw new KafkaException(failure.get());
    }
  }

  private EventsNotSentException notSent(List<ProducerRecord<String, byte[]>> events, Exception e) {
    Set<String> topics = new TreeSet<>();
    events.forEach(event -> topics.add(event.topic()));
    return failed(
        "did not confirm a page of %s for topic %s"
            .formatted(Counted.of(events.size(), "record"), String.join(", ", topics)),
        e);
  }

  private EventsNotSentException failed(String what, Exception e) {
    return new EventsNotSentException(
        "stream %s: Kafka at %s %s, so nothing of the page is committed: %s. %s"
            .formatted(
                stream, settings.brokers(), what, Causes.of(e).replaceFirst("\\.$", ""), advice(e)),
        e);
  }

  private String advice(Exception e) {
    if (e instanceof AuthorizationException) {
      return "Grant its user WRITE and DESCRIBE on the topic and on the transactional id "
          + settings.transactionalId(stream);
    }
    boolean fenced =
        e instanceof ProducerFencedException || e instanceof InvalidProducerEpochException;
    return fenced
        ? "Another process writes as %s: the same stream, or another installation that needs a transactionalIdPrefix of its own"
            .formatted(settings.transactionalId(stream))
        : "Check kafka.brokers and that the broker runs";
  }
}
