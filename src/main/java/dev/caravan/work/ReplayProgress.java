package dev.caravan.work;

import dev.caravan.event.EventHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * How far dead letters were replayed, kept as the offsets of consumer groups: one for replays of
 * all letters, and one for those of each reason, so that a replay of some leaves the others to
 * come.
 */
final class ReplayProgress {
  private static final String GROUP = "caravan-replay";

  private final Admin admin;
  private final Map<String, Map<TopicPartition, OffsetAndMetadata>> known = new HashMap<>();

  ReplayProgress(Admin admin) {
    this.admin = admin;
  }

  boolean isReplayed(ConsumerRecord<?, ?> letter) {
    String reason = DeadLetterView.header(letter, EventHeaders.REASON);
    return isBefore(letter, group(Optional.empty()))
        || isBefore(letter, group(Optional.of(reason)));
  }

  /** Remembers offsets after the last letters that were replayed, of one reason or of all. */
  void keep(Optional<String> reason, Map<TopicPartition, OffsetAndMetadata> next) {
    await(() -> admin.alterConsumerGroupOffsets(group(reason), next).all().get());
  }

  private boolean isBefore(ConsumerRecord<?, ?> letter, String group) {
    OffsetAndMetadata next =
        known
            .computeIfAbsent(group, this::offsets)
            .get(new TopicPartition(letter.topic(), letter.partition()));
    return next != null && letter.offset() < next.offset();
  }

  private Map<TopicPartition, OffsetAndMetadata> offsets(String group) {
    return await(() -> admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
  }

  private static String group(Optional<String> reason) {
    return reason.map(text -> GROUP + "-" + text).orElse(GROUP);
  }

  private interface Question<T> {
    T ask() throws ExecutionException, InterruptedException;
  }

  private static <T> T await(Question<T> question) {
    try {
      return question.ask();
    } catch (ExecutionException e) {
      throw new KafkaException("the progress of replays: " + e.getCause().getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException(e);
    }
  }
}
