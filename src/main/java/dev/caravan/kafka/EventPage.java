package dev.caravan.kafka;

import dev.caravan.quarantine.Identified;
import dev.caravan.quarantine.Identity;
import dev.caravan.quarantine.IdentityFields;
import dev.caravan.quarantine.Origin;
import dev.caravan.quarantine.Reason;
import dev.caravan.quarantine.Reject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The records of a page on their way to a topic: as events, or sorted out with the reason. */
final class EventPage {
  private final Origin origin;
  private final StreamProducer producer;
  private final KafkaParameters parameters;
  private final IdentityFields identity;
  private final RecordEvents maker;
  private final int limit;
  private final List<ProducerRecord<String, byte[]>> events = new ArrayList<>();
  private final List<Reject> rejects = new ArrayList<>();
  private final List<Identity> taken = new ArrayList<>();
  private final Set<String> keys = new HashSet<>();
  private int received;
  private int unkeyed;

  /**
   * Begins with no record.
   *
   * @param limit the most bytes of an event
   */
  EventPage(
      Origin origin,
      StreamProducer producer,
      KafkaParameters parameters,
      RecordEvents maker,
      int limit) {
    this.origin = origin;
    this.producer = producer;
    this.parameters = parameters;
    this.identity = parameters.identity();
    this.maker = maker;
    this.limit = limit;
  }

  void add(Object record) {
    received++;
    Identified identified = identity.read(record);
    if (identified instanceof Reject reject) {
      rejects.add(reject);
      identity.key(record).map(parameters.key()::of).ifPresentOrElse(keys::add, () -> unkeyed++);
      return;
    }
    Identity known = (Identity) identified;
    String key = parameters.key().of(known.key());
    keys.add(key);
    ProducerRecord<String, byte[]> event = maker.of(record, key, known);
    int size = RecordEvents.size(event);
    if (size <= limit) {
      events.add(event);
      taken.add(known);
      return;
    }
    String rule =
        "%d bytes with key and headers, the most is %d; see maxRecordSize and the topic's max.message.bytes"
            .formatted(size, limit);
    rejects.add(new Reject(Reason.RECORD_TOO_LARGE, "key " + key + ": " + rule, rule, record));
  }

  /** Adds a tombstone for a key that a snapshot no longer lists. */
  void addTombstone(String key, String snapshot) {
    events.add(maker.unlisted(key, snapshot));
  }

  Origin origin() {
    return origin;
  }

  StreamProducer producer() {
    return producer;
  }

  List<ProducerRecord<String, byte[]>> events() {
    return events;
  }

  /** The identities of the records that become events. */
  List<Identity> taken() {
    return taken;
  }

  List<Reject> rejects() {
    return rejects;
  }

  /** How many records there were. */
  int received() {
    return received;
  }

  /** How many of them have no key. */
  int unkeyed() {
    return unkeyed;
  }

  /** The keys of all records that have one, the bad ones too. */
  Set<String> keys() {
    return keys;
  }
}
