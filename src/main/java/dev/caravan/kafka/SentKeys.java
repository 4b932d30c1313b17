package dev.caravan.kafka;

import dev.caravan.state.database.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The keys that a topic may hold of a stream: those that were sent, but for those whose last record
 * is a tombstone. A topic cannot be asked for them, so they stand in the database: there before
 * they are sent, and gone with the page that buried them, so that no crash between the commits of
 * topic and database leaves a key on the topic that nobody knows.
 */
final class SentKeys {
  private static final String THE_KEY = " where stream = ? and topic = ? and key_digest = ?";
  private static final String UNLISTED =
      " from caravan_sent_key where stream = ? and topic = ?"
          + " and (snapshot_id is null or snapshot_id <> ?)";

  private final JdbcTemplate jdbc;
  private final KeyNotes notes;
  private final String stream;
  private final String topic;

  SentKeys(Database database, String stream, String topic) {
    this.jdbc = database.jdbc();
    this.notes = KeyNotes.of(database);
    this.stream = stream;
    this.topic = topic;
  }

  /** Keeps, at once, what the topic may hold, and with the page what it no longer does. */
  void keep(List<ProducerRecord<String, byte[]>> events) {
    Map<String, Boolean> last = new LinkedHashMap<>();
    events.forEach(event -> last.put(event.key(), event.value() == null));
    Map<String, String> present = new LinkedHashMap<>();
    List<Object[]> gone = new ArrayList<>();
    last.forEach(
        (key, isGone) -> {
          if (isGone) {
            gone.add(new Object[] {stream, topic, StableEventId.of(key)});
          } else {
            present.put(StableEventId.of(key), key);
          }
        });
    notes.note(stream, topic, present);
    jdbc.batchUpdate("delete from caravan_sent_key" + THE_KEY, gone);
  }

  /** A snapshot lists these keys. */
  void list(String snapshot, Collection<String> keys) {
    List<Object[]> listed = new ArrayList<>(keys.size());
    keys.forEach(key -> listed.add(new Object[] {snapshot, stream, topic, StableEventId.of(key)}));
    jdbc.batchUpdate("update caravan_sent_key set snapshot_id = ?" + THE_KEY, listed);
  }

  /** How many keys there are. */
  long count() {
    return jdbc.queryForObject(
        "select count(*) from caravan_sent_key where stream = ? and topic = ?",
        Long.class,
        stream,
        topic);
  }

  /**
   * The keys that no page of a snapshot listed, in a stable order. Those that another stream sent,
   * too, are its own to bury.
   */
  List<String> unlisted(String snapshot) {
    return jdbc.queryForList(
        "select record_key"
            + UNLISTED
            + " and not exists (select 1 from caravan_sent_key other"
            + " where other.topic = caravan_sent_key.topic"
            + " and other.key_digest = caravan_sent_key.key_digest"
            + " and other.stream <> caravan_sent_key.stream) order by key_digest",
        String.class,
        stream,
        topic,
        snapshot);
  }

  /** These keys are tombstones now. */
  void forgetUnlisted(String snapshot) {
    jdbc.update("delete" + UNLISTED, stream, topic, snapshot);
  }
}
