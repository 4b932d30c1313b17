package dev.caravan.kafka;

import dev.caravan.state.database.Database;
import dev.caravan.state.database.DatabaseKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** On a server keys go into their table at once, in a transaction beside the page's. */
final class ServerKeyNotes implements KeyNotes {
  private static final String ADD =
      """
      insert into caravan_sent_key (stream, topic, key_digest, record_key)
      select cast(? as %1$s), cast(? as %1$s), cast(? as %1$s), cast(? as %2$s)
      where not exists (select 1 from caravan_sent_key where stream = ? and topic = ? and key_digest = ?)
      """;

  private final Database database;
  private final String add;

  ServerKeyNotes(Database database) {
    this.database = database;
    this.add =
        database.kind() == DatabaseKind.MARIADB
            ? ADD.formatted("char", "char")
            : ADD.formatted("varchar", "text");
  }

  @Override
  public void note(String stream, String topic, Map<String, String> keys) {
    List<Object[]> rows = new ArrayList<>();
    keys.forEach(
        (digest, key) ->
            rows.add(new Object[] {stream, topic, digest, key, stream, topic, digest}));
    database.atOnce(own -> own.batchUpdate(add, rows));
  }
}
