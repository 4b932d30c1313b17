package dev.caravan.run;

import dev.caravan.state.database.Database;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.dao.DuplicateKeyException;

/**
 * The streams that people have paused: no run of theirs begins, in no process, until they are
 * resumed. A run that is under way goes to its end.
 */
public final class Pauses {
  private final Database database;

  public Pauses(Database database) {
    this.database = database;
  }

  /** All of them. */
  public Set<String> all() {
    return new TreeSet<>(
        database.jdbc().queryForList("select stream from caravan_pause", String.class));
  }

  public boolean isPaused(String stream) {
    return !database
        .jdbc()
        .queryForList("select stream from caravan_pause where stream = ?", String.class, stream)
        .isEmpty();
  }

  public void pause(String stream, Instant now) {
    try {
      database
          .jdbc()
          .update(
              "insert into caravan_pause (stream, since) values (?, ?)",
              stream,
              database.time(now));
    } catch (DuplicateKeyException e) {
      // It is paused already, and stays so.
    }
  }

  public void resume(String stream) {
    database.jdbc().update("delete from caravan_pause where stream = ?", stream);
  }
}
