package dev.caravan.worker.batch;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/**
 * Where the consumers of this process expect the next message of each partition. A first message
 * that comes later need not mean anything: transactions and compaction leave gaps. Safe for any
 * thread.
 */
public final class Progress {
  private final Map<TopicPartition, Long> next = new ConcurrentHashMap<>();

  /**
   * How many messages before a batch are gone from their topic that nobody of the group has
   * acknowledged; the batch is what is expected next from then on.
   */
  public long missed(EventBatch batch) {
    Map<TopicPartition, Long> first = batch.firstOffsets();
    Set<TopicPartition> later =
        first.keySet().stream()
            .filter(partition -> first.get(partition) > next.getOrDefault(partition, -1L))
            .collect(Collectors.toSet());
    long missed = later.isEmpty() ? 0 : missed(batch.membership(), later);
    next.putAll(batch.nextOffsets());
    return missed;
  }

  private long missed(Membership membership, Set<TopicPartition> later) {
    Map<TopicPartition, Long> begin = new HashMap<>(membership.beginnings(later));
    begin.entrySet().removeIf(each -> each.getValue() <= next.getOrDefault(each.getKey(), -1L));
    // Another process may have worked on the partition meanwhile: what the group has done counts.
    return membership.acknowledged(begin.keySet()).entrySet().stream()
        .mapToLong(
            done ->
                begin.get(done.getKey())
                    - Math.max(done.getValue(), next.getOrDefault(done.getKey(), 0L)))
        .filter(gone -> gone > 0)
        .sum();
  }
}
