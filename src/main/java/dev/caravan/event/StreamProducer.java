package dev.caravan.event;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
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

  private final String stream;
  private final ProducerSettings settings;
  private final Supplier<Producer<String, byte[]>> factory;
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private Producer<String, byte[]> producer;
  private String openedFor = "";

  StreamProducer(
      String stream, ProducerSettings settings, Supplier<Producer<String, byte[]>> factory) {
    this.stream = stream;
    this.settings = settings;
    this.factory = factory;
  }

  private record Failure(ProducerRecord<String, byte[]> event, Exception cause) {}

  /**
   * Sends events in one transaction and commits it.
   *
   * @param run a new one gets a new producer
   * @param stillOurs fails when another process took the stream over; asked after the broker fenced
   *     all others and before anything is sent
   * @throws EventsNotSentException when the broker did not confirm the commit
   */
  synchronized void send(
      String run, List<ProducerRecord<String, byte[]>> events, Runnable stillOurs) {
    AtomicReference<Failure> failure = new AtomicReference<>();
    boolean done = false;
    try {
      if (producer == null || !openedFor.equals(run)) {
        open(run);
        stillOurs.run();
      }
      producer.beginTransaction();
      for (ProducerRecord<String, byte[]> event : events) {
        sendOne(event, failure);
      }
      producer.commitTransaction();
      done = true;
    } catch (KafkaException e) {
      throw failed(events, Optional.ofNullable(failure.get()), e);
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Whether the broker refused an event for its size; sending it again would fail for ever. */
  boolean isRefused(ProducerRecord<String, byte[]> event) {
    return !refused.isEmpty() && refused.contains(RecordEvents.id(event));
  }

  ProducerSettings settings() {
    return settings;
  }

  /** Ends the producer; what it has not committed is aborted. */
  synchronized void close() {
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

  private void open(String run) {
    close();
    producer = factory.get();
    producer.initTransactions();
    openedFor = run;
  }

  /** Stops at the first failure: without a broker each further record would wait in vain. */
  private void sendOne(ProducerRecord<String, byte[]> event, AtomicReference<Failure> failure) {
    producer.send(
        event,
        (metadata, cause) -> {
          if (cause != null) {
            failure.compareAndSet(null, new Failure(event, cause));
          }
        });
    Failure known = failure.get();
    if (known != null) {
      throw new KafkaException(known.cause());
    }
  }

  private RuntimeException failed(
      List<ProducerRecord<String, byte[]>> events, Optional<Failure> failure, KafkaException e) {
    Set<String> topics = new TreeSet<>();
    events.forEach(event -> topics.add(event.topic()));
    if (failure.isPresent() && failure.get().cause() instanceof RecordTooLargeException) {
      refused.add(RecordEvents.id(failure.get().event()));
      return new EventsNotSentException(tooLarge(failure.get().event()), e);
    }
    return new EventsNotSentException(
        "stream %s: Kafka at %s did not confirm the %d records of a page for topic %s, so nothing of the page is kept: %s. Check kafka.brokers and that the broker runs"
            .formatted(
                stream,
                settings.brokers(),
                events.size(),
                String.join(", ", topics),
                causes(failure.<Throwable>map(Failure::cause).orElse(e))),
        e);
  }

  private String tooLarge(ProducerRecord<String, byte[]> event) {
    return "stream %s: topic %s refuses the record with key %s for its size of %d bytes; set maxRecordSize %d to the topic's max.message.bytes. The next run puts the record into quarantine"
        .formatted(
            stream, event.topic(), event.key(), RecordEvents.size(event), settings.maxRecordSize());
  }

  /** The messages of an exception and its causes, each once. */
  static String causes(Throwable e) {
    StringBuilder text = new StringBuilder();
    for (Throwable link = e; link != null; link = link.getCause()) {
      String message = String.valueOf(link.getMessage());
      boolean new_ = text.indexOf(message) < 0;
      if (new_ && !message.contains(link.getClass().getName())) {
        text.append(text.isEmpty() ? "" : ": ").append(message);
      }
    }
    return text.toString();
  }
}
