package dev.caravan.work;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * The statements about seen events, per database. All take their parameters in one order: stream,
 * instant, sources, ids; or stream, sources, ids.
 *
 * @param claim enters the ids that are not there yet and gives those
 * @param known gives the ids that are there
 */
record SeenSql(String claim, String known) {
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
          where k.stream = p.stream and k.source = i.source and k.event_id = i.event_id""");

  private static final SeenSql H2 =
      new SeenSql(
          """
          select source, event_id from final table (
            insert into caravan_seen_event (stream, source, event_id, seen_at)
            select p.stream, i.source, i.event_id, p.seen_at
            from (values (cast(? as varchar), cast(? as timestamp with time zone)))
                as p (stream, seen_at),
              table(source varchar = ?, event_id varchar = ?) i
            where not exists (
              select 1 from caravan_seen_event k
              where k.stream = p.stream and k.source = i.source and k.event_id = i.event_id))""",
          """
          select k.source, k.event_id
          from (values (cast(? as varchar))) as p (stream),
            table(source varchar = ?, event_id varchar = ?) i
            join caravan_seen_event k on k.source = i.source and k.event_id = i.event_id
          where k.stream = p.stream""");

  /** The statements of a connection's database. */
  static SeenSql of(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    return switch (product) {
      case "PostgreSQL" -> POSTGRES;
      case "H2" -> H2;
      default ->
          throw new IllegalStateException(
              "Caravan keeps seen events in PostgreSQL 13+ and H2; this database is " + product);
    };
  }
}
