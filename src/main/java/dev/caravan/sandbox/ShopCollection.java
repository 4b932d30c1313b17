package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The records of one collection in their scan order. Safe for any thread; readers never wait. */
final class ShopCollection {
  private final String name;
  private final String keyField;
  private final ConcurrentSkipListMap<Long, StoredRecord> records = new ConcurrentSkipListMap<>();
  private final Map<String, Long> sequences = new ConcurrentHashMap<>();
  private long lastSequence;

  ShopCollection(String name, String keyField) {
    this.name = name;
    this.keyField = keyField;
  }

  String keyField() {
    return keyField;
  }

  int size() {
    return records.size();
  }

  Collection<StoredRecord> all() {
    return records.values();
  }

  StoredRecord get(String key) {
    Long sequence = sequences.get(key);
    StoredRecord found = sequence == null ? null : records.get(sequence);
    if (found == null) {
      throw new IllegalArgumentException("no record " + key + " in " + name);
    }
    return found;
  }

  /** Adds the record at the end, or replaces the one of the same key where it stands. */
  synchronized void put(ObjectNode node) {
    if (!node.hasNonNull(keyField) || !node.path("updated_at").isTextual()) {
      throw new IllegalArgumentException(
          "a record of " + name + " needs " + keyField + " and updated_at");
    }
    String key = node.get(keyField).asText();
    long sequence = sequences.computeIfAbsent(key, absent -> ++lastSequence);
    records.put(sequence, StoredRecord.of(sequence, key, node));
  }

  synchronized void remove(String key) {
    records.remove(get(key).sequence());
    sequences.remove(key);
  }

  /** Up to {@code limit} records at or after a sequence that were updated after an instant. */
  List<StoredRecord> from(long sequence, int limit, Instant updatedAfter) {
    return take(records.tailMap(sequence).values(), limit, updatedAfter);
  }

  /** The records that stand right before a sequence, in scan order. */
  List<StoredRecord> before(long sequence, int limit, Instant updatedAfter) {
    List<StoredRecord> taken =
        take(records.headMap(sequence).descendingMap().values(), limit, updatedAfter);
    Collections.reverse(taken);
    return taken;
  }

  private static List<StoredRecord> take(
      Collection<StoredRecord> source, int limit, Instant updatedAfter) {
    List<StoredRecord> taken = new ArrayList<>(limit);
    for (StoredRecord each : source) {
      if (taken.size() == limit) {
        break;
      }
      if (each.updatedAt().isAfter(updatedAfter)) {
        taken.add(each);
      }
    }
    return taken;
  }
}
