package dev.caravan.kafka;

import dev.caravan.state.database.Database;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * In a SQLite file keys go into their table with the page, since the page may be at writing. Until
 * that is kept, they also stand in the file of notes beside it. What a page finds there and not in
 * the table was noted by one that was not kept, though perhaps sent, and is taken over.
 */
final class SqliteKeyNotes implements KeyNotes {
  private static final String TABLE =
      """
      create table if not exists caravan_sent_key (
        stream      text not null,
        topic       text not null,
        key_digest  text not null,
        record_key  text not null,
        primary key (stream, topic, key_digest)
      )
      """;
  private static final String ADD =
      "insert or ignore into caravan_sent_key (stream, topic, key_digest, record_key)"
          + " values (?, ?, ?, ?)";
  private static final String DELETE =
      "delete from caravan_sent_key where stream = ? and topic = ? and key_digest = ?";
  private static final String NOTED =
      "select key_digest, record_key from caravan_sent_key where stream = ? and topic = ?";
  private static final String KEPT =
      "select key_digest from caravan_sent_key"
          + " where stream = ? and topic = ? and key_digest in (select value from json_each(?))";

  private final Database database;

  SqliteKeyNotes(Database database) {
    this.database = database;
  }

  @Override
  public void note(String stream, String topic, Map<String, String> keys) {
    Map<String, String> noted = noted(stream, topic);
    Map<String, String> all = new HashMap<>(keys);
    all.putAll(noted);
    Set<String> kept = kept(stream, topic, all.keySet());
    List<Object[]> fresh = new ArrayList<>();
    List<Object[]> settled = new ArrayList<>();
    List<Object[]> missing = new ArrayList<>();
    all.forEach(
        (digest, key) -> {
          Object[] row = {stream, topic, digest, key};
          if (!kept.contains(digest)) {
            missing.add(row);
            if (!noted.containsKey(digest)) {
              fresh.add(row);
            }
          } else if (noted.containsKey(digest)) {
            settled.add(new Object[] {stream, topic, digest});
          }
        });
    if (!fresh.isEmpty() || !settled.isEmpty()) {
      database.atOnce(
          notes -> {
            notes.batchUpdate(DELETE, settled);
            notes.batchUpdate(ADD, fresh);
          });
    }
    database.jdbc().batchUpdate(ADD, missing);
  }

  private Map<String, String> noted(String stream, String topic) {
    Map<String, String> noted = new HashMap<>();
    RowCallbackHandler each = row -> noted.put(row.getString(1), row.getString(2));
    database.atOnce(
        notes -> {
          notes.execute(TABLE);
          notes.query(NOTED, each, stream, topic);
        });
    return noted;
  }

  /** Which of these the table has, as far as this page may see. */
  private Set<String> kept(String stream, String topic, Set<String> digests) {
    JdbcTemplate jdbc = database.jdbc();
    String list =
        digests.stream().map(each -> '"' + each + '"').collect(Collectors.joining(",", "[", "]"));
    return new HashSet<>(jdbc.queryForList(KEPT, String.class, stream, topic, list));
  }
}
