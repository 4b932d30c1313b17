package dev.caravan.worker.seen;

import dev.caravan.state.database.Database;
import dev.caravan.worker.event.EventId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The table {@code caravan_seen_event}: ids of events by stream. Joins the caller's transaction, so
 * an id is there exactly when the rows of its event are. Safe for any thread.
 */
public final class SeenTable {
  private final Database database;

  public SeenTable(Database database) {
    this.database = database;
  }

  /**
   * Enters ids, in one statement, and tells which of them were new. Of two transactions that claim
   * one id the second waits for the end of the first, and then finds it known, or gets it. Ids are
   * entered in their order, so that two which share several never wait for each other.
   */
  public Set<EventId> claim(String stream, Collection<EventId> ids, Instant now) {
    if (ids.isEmpty()) {
      return Set.of();
    }
    return jdbc().execute((ConnectionCallback<Set<EventId>>) c -> claim(c, stream, ids, now));
  }

  /** Those of the ids that are in the table. */
  public Set<EventId> known(String stream, Collection<EventId> ids) {
    return ids.isEmpty()
        ? Set.of()
        : jdbc().execute((ConnectionCallback<Set<EventId>>) c -> known(c, stream, ids));
  }

  /** Deletes ids that were entered before an instant, a limited number; says how many. */
  int forget(String stream, Instant before, int most) {
    return jdbc()
        .update(
            """
            delete from caravan_seen_event where stream = ? and (source, event_id) in (
              select source, event_id from (
                select source, event_id from caravan_seen_event
                where stream = ? and seen_at < ? order by seen_at, source, event_id limit %d) old)
            """
                .formatted(most),
            stream,
            stream,
            database.time(before));
  }

  /** Deletes one id. */
  public boolean remove(String stream, EventId id) {
    return jdbc()
            .update(
                "delete from caravan_seen_event where stream = ? and source = ? and event_id = ?",
                stream,
                id.source(),
                id.id())
        > 0;
  }

  private Set<EventId> claim(
      Connection connection, String stream, Collection<EventId> ids, Instant now)
      throws SQLException {
    SeenSql sql = SeenSql.of(database.kind());
    try (PreparedStatement statement = connection.prepareStatement(sql.claim())) {
      statement.setString(1, stream);
      statement.setObject(2, database.time(now));
      return answer(statement, sql, 3, ids);
    }
  }

  private Set<EventId> known(Connection connection, String stream, Collection<EventId> ids)
      throws SQLException {
    SeenSql sql = SeenSql.of(database.kind());
    try (PreparedStatement statement = connection.prepareStatement(sql.known())) {
      statement.setString(1, stream);
      return answer(statement, sql, 2, ids);
    }
  }

  private static Set<EventId> answer(
      PreparedStatement statement, SeenSql sql, int firstList, Collection<EventId> ids)
      throws SQLException {
    List<EventId> sorted = List.copyOf(new TreeSet<>(ids));
    sql.list().set(statement, firstList, sorted.stream().map(EventId::source).toList());
    sql.list().set(statement, firstList + 1, sorted.stream().map(EventId::id).toList());
    Set<EventId> found = new HashSet<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(new EventId(rows.getString(1), rows.getString(2)));
      }
    }
    return found;
  }

  private JdbcTemplate jdbc() {
    return database.jdbc();
  }
}
