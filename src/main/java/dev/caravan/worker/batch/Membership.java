package dev.caravan.worker.batch;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker's place in its consumer group. Used by the thread that polls, while it works on a
 * batch: Kafka takes a member that does not poll for dead.
 */
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  private final Consumer<?, ?> consumer;

  public Membership(Consumer<?, ?> consumer) {
    this.consumer = consumer;
  }

  /**
   * Polls for some time without taking anything, so that the group keeps this member and a
   * rebalance need not wait for it.
   *
   * @throws WakeupException when the consumer is being stopped
   */
  public void stay(Duration time) {
    consumer.pause(consumer.assignment());
    ConsumerRecords<?, ?> strays = consumer.poll(time);
    // Partitions that a rebalance brought are not paused yet: what came from them comes again.
    strays.partitions().forEach(part -> consumer.seek(part, strays.records(part).get(0).offset()));
  }

  /** Which consumer it is, among those of this process. */
  public Object consumer() {
    return consumer;
  }

  /**
   * Whether the topic holds more after some offsets, of partitions that are still this member's.
   */
  public boolean hasMore(Map<TopicPartition, Long> next) {
    Set<TopicPartition> own = new HashSet<>(next.keySet());
    own.retainAll(consumer.assignment());
    return consumer.endOffsets(own, COMMIT_TIMEOUT).entrySet().stream()
        .anyMatch(end -> end.getValue() > next.get(end.getKey()));
  }

  /** The offsets of the first records that partitions still hold. */
  public Map<TopicPartition, Long> beginnings(Set<TopicPartition> partitions) {
    return consumer.beginningOffsets(partitions, COMMIT_TIMEOUT);
  }

  /** What the group has acknowledged of partitions; nothing of those that are new to it. */
  public Map<TopicPartition, Long> acknowledged(Set<TopicPartition> partitions) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    if (!partitions.isEmpty()) {
      consumer
          .committed(partitions, COMMIT_TIMEOUT)
          .forEach(
              (partition, offset) -> {
                if (offset != null) {
                  offsets.put(partition, offset.offset());
                }
              });
    }
    return offsets;
  }

  /** Takes records again from some offsets on, of partitions that are still this member's. */
  public void rewind(Map<TopicPartition, Long> first) {
    first.forEach(
        (partition, offset) -> {
          if (consumer.assignment().contains(partition)) {
            consumer.seek(partition, offset);
          }
        });
  }

  /** Goes on taking records. */
  public void resume() {
    consumer.resume(consumer.paused());
  }

  /**
   * Acknowledges what comes before some offsets, of partitions that are still this member's. It
   * waits for the broker's word only when nothing is left to be taken: a broker may collect commits
   * for some milliseconds, and closing the consumer waits for those under way. That one fails loses
   * nothing: the events come again and are found to be duplicates.
   */
  public void commit(Map<TopicPartition, Long> next) {
    Map<TopicPartition, OffsetAndMetadata> own = new HashMap<>();
    next.forEach(
        (partition, offset) -> {
          if (consumer.assignment().contains(partition)) {
            own.put(partition, new OffsetAndMetadata(offset));
          }
        });
    try {
      if (lag() > 0) {
        consumer.commitAsync(own, Membership::reportFailure);
      } else {
        commitThoughWoken(own);
      }
    } catch (KafkaException e) {
      reportFailure(own, e);
    }
  }

  /** A stop wakes the consumer once, which must not cost the acknowledgement of what is done. */
  private void commitThoughWoken(Map<TopicPartition, OffsetAndMetadata> own) {
    try {
      consumer.commitSync(own, COMMIT_TIMEOUT);
    } catch (WakeupException e) {
      consumer.commitSync(own, COMMIT_TIMEOUT);
    }
  }

  private static void reportFailure(Map<TopicPartition, OffsetAndMetadata> own, Exception failure) {
    if (failure != null) {
      LOG.warn(
          "offsets {} are not acknowledged, their events may come again: {}",
          own,
          failure.toString());
    }
  }

  /** Records behind the ends of this member's partitions, as far as the client knows. */
  public long lag() {
    return consumer.assignment().stream()
        .map(consumer::currentLag)
        .filter(OptionalLong::isPresent)
        .mapToLong(OptionalLong::getAsLong)
        .sum();
  }
}
