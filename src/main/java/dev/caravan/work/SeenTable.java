package dev.caravan.work;

import dev.caravan.state.Database;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The table {@code caravan_seen_event}: ids of events by stream. Joins the caller's transaction, so
 * an id is there exactly when the rows of its event are. Safe for any thread.
 */
final class SeenTable {
  private static final int CLAIM_ATTEMPTS = 5;

  private final Database database;

  SeenTable(Database database) {
    this.database = database;
  }

  /**
   * Enters ids, in one statement, and tells which of them were new. Of two transactions that claim
   * one id the second waits for the end of the first, and then finds it known, or gets it. Ids are
   * entered in their order, so that two which share several never wait for each other.
   */
  Set<EventId> claim(String stream, Collection<EventId> ids, Instant now) {
    if (ids.isEmpty()) {
      return Set.of();
    }
    for (int attempt = 1; ; attempt++) {
      try {
        return jdbc().execute((ConnectionCallback<Set<EventId>>) c -> claim(c, stream, ids, now));
      } catch (DuplicateKeyException e) {
        // H2 looks first and inserts then: another transaction ended between the two. A statement
        // that fails leaves the transaction as it was, and a new one sees what the other wrote.
        if (attempt == CLAIM_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  /** Those of the ids that are in the table. */
  Set<EventId> known(String stream, Collection<EventId> ids) {
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
              select source, event_id from caravan_seen_event
              where stream = ? and seen_at < ? order by seen_at, source, event_id fetch first %d rows only)
            """
                .formatted(most),
            stream,
            stream,
            before.atOffset(ZoneOffset.UTC));
  }

  /** Deletes one id. */
  boolean remove(String stream, EventId id) {
    return jdbc()
            .update(
                "delete from caravan_seen_event where stream = ? and source = ? and event_id = ?",
                stream,
                id.source(),
                id.id())
        > 0;
  }

  private static Set<EventId> claim(
      Connection connection, String stream, Collection<EventId> ids, Instant now)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(SeenSql.of(connection).claim())) {
      statement.setString(1, stream);
      statement.setObject(2, now.atOffset(ZoneOffset.UTC));
      return answer(statement, 3, ids);
    }
  }

  private static Set<EventId> known(Connection connection, String stream, Collection<EventId> ids)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(SeenSql.of(connection).known())) {
      statement.setString(1, stream);
      return answer(statement, 2, ids);
    }
  }

  private static Set<EventId> answer(
      PreparedStatement statement, int firstArray, Collection<EventId> ids) throws SQLException {
    List<EventId> sorted = List.copyOf(new TreeSet<>(ids));
    Object[] sources = sorted.stream().map(EventId::source).toArray();
    Object[] names = sorted.stream().map(EventId::id).toArray();
    Connection connection = statement.getConnection();
    statement.setArray(firstArray, connection.createArrayOf("varchar", sources));
    statement.setArray(firstArray + 1, connection.createArrayOf("varchar", names));
    Set<EventId> found = new HashSet<>();
    try (ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(new EventId(rows.getString(1), rows.getString(2)));
      }
    }
    return found;
  }

  private JdbcTemplate jdbc() {
    return new JdbcTemplate(database.dataSource());
  }
}
