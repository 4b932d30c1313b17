package dev.caravan.worker.event;

import dev.caravan.worker.failure.PoisonException;
import java.util.List;
import java.util.Objects;

/**
 * One event of a message. Its records are read anew for each attempt, since the steps of a route
 * may change them before they fail. For one thread.
 */
public final class Event {
  private final KafkaMessage message;
  private final Places place;
  private final EventId id;
  private Records source;
  private List<?> records;

  /** Reads the records of an event. */
  @FunctionalInterface
  public interface Records {
    List<?> read() throws PoisonException;
  }

  /**
   * An event.
   *
   * @param place where it stands in a message that holds several
   * @param source reads its records anew
   * @param records as they were read for the first attempt
   */
  Event(KafkaMessage message, Places place, EventId id, Records source, List<?> records) {
    this.message = Objects.requireNonNull(message);
    this.place = place;
    this.id = Objects.requireNonNull(id);
    this.source = source;
    this.records = records;
  }

  /** What the idempotent consumer knows it by. */
  public String key() {
    return id.key();
  }

  /** Whether it says that its entity is gone, by a message without a value. */
  public boolean isTombstone() {
    return message.value() == null;
  }

  public KafkaMessage message() {
    return message;
  }

  public Places place() {
    return place;
  }

  public EventId id() {
    return id;
  }

  /** Its records, for looking only. */
  public List<?> records() throws PoisonException {
    if (records == null) {
      records = source.read();
    }
    return records;
  }

  /** Its records, to be changed at will. */
  public List<?> takeRecords() throws PoisonException {
    List<?> taken = records();
    records = null;
    return taken;
  }

  /** Its records come from somewhere else, such as an API that was asked for details. */
  public void replaceRecords(Records details, List<?> first) {
    source = details;
    records = first;
  }

  @Override
  public String toString() {
    return id + " of " + message;
  }
}
