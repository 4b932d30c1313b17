package dev.caravan.worker.seen;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.state.database.DatabaseKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/**
 * The statements about seen events, per database. All take their parameters in one order: stream,
 * instant, sources, ids; or stream, sources, ids.
 *
 * @param claim enters the ids that are not there yet and gives those
 * @param known gives the ids that are there
 * @param list sets a list as one parameter
 */
record SeenSql(String claim, String known, ListParameter list) {
  /** How a database takes a list. */
  @FunctionalInterface
  interface ListParameter {
    void set(PreparedStatement statement, int index, List<String> values) throws SQLException;
  }

  private static final SeenSql POSTGRES =
      new SeenSql(
          """
          insert into caravan_seen_event (stream, source, event_id, seen_at)
          select p.stream, i.source, i.event_id, p.seen_at
          from (select cast(? as varchar) as stream, cast(? as timestamptz) as seen_at) p,
            unnest(?, ?) as i (source, event_id)
          on conflict do nothing returning source, event_id""",
          """
          select k.source, k.event_id
          from (select cast(? as varchar) as stream) p, unnest(?, ?) as i (source, event_id),
            caravan_seen_event k
          where k.stream = p.stream and k.source = i.source and k.event_id = i.event_id""",
          SeenSql::setArray);

  private static final SeenSql SQLITE =
      new SeenSql(
          """
          with p (stream, seen_at) as (values (?, ?)),
            s as materialized (select key, value from json_each(?)),
            i as materialized (select key, value from json_each(?))
          insert into caravan_seen_event (stream, source, event_id, seen_at)
          select p.stream, s.value, i.value, p.seen_at from p, s join i on i.key = s.key
          where true order by s.value, i.value
          on conflict do nothing returning source, event_id""",
          """
          with p (stream) as (values (?)),
            s as materialized (select key, value from json_each(?)),
            i as materialized (select key, value from json_each(?))
          select k.source, k.event_id
          from p, s join i on i.key = s.key
            join caravan_seen_event k
              on k.stream = p.stream and k.source = s.value and k.event_id = i.value""",
          SeenSql::setJson);

  private static final String TEXT = "varchar(255) collate utf8mb4_nopad_bin";

  private static final SeenSql MARIADB =
      new SeenSql(
          """
          insert ignore into caravan_seen_event (stream, source, event_id, seen_at)
          select p.stream, s.value, i.value, p.seen_at
          from (select cast(? as char) as stream, cast(? as datetime(6)) as seen_at) p,
            json_table(?, '$[*]' columns (n for ordinality, value %s path '$')) s,
            json_table(?, '$[*]' columns (n for ordinality, value %s path '$')) i
          where i.n = s.n order by s.value, i.value
          returning source, event_id"""
              .replace("%s", TEXT),
          """
          select k.source, k.event_id
          from (select cast(? as char) as stream) p,
            json_table(?, '$[*]' columns (n for ordinality, value %s path '$')) s,
            json_table(?, '$[*]' columns (n for ordinality, value %s path '$')) i,
            caravan_seen_event k
          where i.n = s.n and k.stream = p.stream and k.source = s.value
            and k.event_id = i.value"""
              .replace("%s", TEXT),
          SeenSql::setJson);

  /** The statements of a database. */
  static SeenSql of(DatabaseKind kind) {
    return switch (kind) {
      case POSTGRESQL -> POSTGRES;
      case SQLITE -> SQLITE;
      case MARIADB -> MARIADB;
    };
  }

  private static void setArray(PreparedStatement statement, int index, List<String> values)
      throws SQLException {
    Connection connection = statement.getConnection();
    statement.setArray(index, connection.createArrayOf("varchar", values.toArray()));
  }

  private static void setJson(PreparedStatement statement, int index, List<String> values)
      throws SQLException {
    ArrayNode json = new ObjectMapper().createArrayNode();
    values.forEach(json::add);
    statement.setString(index, json.toString());
  }
}
