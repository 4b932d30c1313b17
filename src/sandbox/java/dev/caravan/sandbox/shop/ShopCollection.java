package dev.caravan.sandbox.shop;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Json;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** The records of one collection in their scan order. Safe for any thread; readers never wait. */
public final class ShopCollection {
  private final String name;
  private final String keyField;
  private final ConcurrentSkipListMap<Long, StoredRecord> records = new ConcurrentSkipListMap<>();
  private final Map<String, Long> sequences = new ConcurrentHashMap<>();
  private Optional<ChangeLog> log = Optional.empty();
  private long lastSequence;

  ShopCollection(String name, String keyField) {
    this.name = name;
    this.keyField = keyField;
  }

  /** Keeps a log of its changes from now on. */
  ShopCollection logged(ChangeLog newLog) {
    log = Optional.of(newLog);
    return this;
  }

  /** The log of its changes; of a log's own records, the log that they are. */
  public ChangeLog log() {
    return log.orElseThrow(() -> new IllegalArgumentException(name + " keeps no log"));
  }

  public String keyField() {
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
    StoredRecord stored = StoredRecord.of(sequence, key, node);
    records.put(sequence, stored);
    if (isLogged()) {
      log().add(stored.node());
    }
  }

  synchronized void remove(String key) {
    StoredRecord gone = get(key);
    records.remove(gone.sequence());
    sequences.remove(key);
    if (isLogged()) {
      ObjectNode tombstone = Json.object();
      tombstone.set(keyField, gone.node().get(keyField));
      tombstone.put("updated_at", Timestamps.format(gone.updatedAt().plusMillis(1)));
      log().add(tombstone.put("deleted", true));
    }
  }

  /** Forgets every record after a place, and goes on counting there. */
  synchronized void setBack(long sequence) {
    after(sequence).forEach(each -> sequences.remove(each.key()));
    records.tailMap(sequence, false).clear();
    lastSequence = sequence;
  }

  private boolean isLogged() {
    return log.isPresent() && log.get().changes() != this;
  }

  /** The records after a place in scan order. */
  public List<StoredRecord> after(long sequence) {
    return List.copyOf(records.tailMap(sequence, false).values());
  }

  /** The records of an order from a place on; in scan order none before it is looked at. */
  Stream<StoredRecord> from(Order order, Optional<Mark> mark) {
    if (order == Order.SCAN) {
      return records.tailMap(mark.map(Mark::sequence).orElse(0L)).values().stream();
    }
    Comparator<Mark> comparator = order.comparator();
    return records.values().stream()
        .filter(each -> mark.isEmpty() || comparator.compare(each.mark(), mark.get()) >= 0)
        .sorted(Comparator.comparing(StoredRecord::mark, comparator));
  }
}
