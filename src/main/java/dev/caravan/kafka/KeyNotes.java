package dev.caravan.kafka;

import dev.caravan.state.database.Database;
import dev.caravan.state.database.DatabaseKind;
import java.util.Map;

/**
 * Notes keys in {@code caravan_sent_key} before they are sent, so that they stay noted whatever
 * becomes of their page. Most changes are of keys that are known; nothing is written for those.
 */
interface KeyNotes {

  /**
   * Notes keys within a page's transaction.
   *
   * @param keys by their digests
   */
  void note(String stream, String topic, Map<String, String> keys);

  static KeyNotes of(Database database) {
    return database.kind() == DatabaseKind.SQLITE
        ? new SqliteKeyNotes(database)
        : new ServerKeyNotes(database);
  }
}
