package dev.caravan.lake.store;

import dev.caravan.state.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * {@code caravan_lake_outbox}: records that were accepted and are not known to be in the lake.
 * Joins the transaction of its thread.
 */
public final class Outbox {
  private final Database database;

  public Outbox(Database database) {
    this.database = database;
  }

  /** Adds entries, whose numbers follow those of all before. */
  public void add(String table, List<OutboxEntry> entries, long nowMillis) {
    database
        .jdbc()
        .batchUpdate(
            "insert into caravan_lake_outbox (table_name, seq, row_key, kind, stream, row_version,"
                + " content, record, accepted_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            entries.stream()
                .map(
                    entry ->
                        new Object[] {
                          table,
                          entry.seq(),
                          entry.row().key(),
                          entry.kind().code(),
                          entry.stream(),
                          entry.row().version().orElse(null),
                          entry.row().content(),
                          StoredJson.ofValues(entry.values()),
                          nowMillis
                        })
                .toList());
  }

  /** The entries of a table in their order, at most so many. */
  public List<OutboxEntry> first(String table, int most) {
    return after(table, 0, most);
  }

  /** Those after a number, at most so many. */
  public List<OutboxEntry> after(String table, long seq, int most) {
    return database
        .jdbc()
        .query(
            "select seq, row_key, kind, stream, row_version, content, record"
                + " from caravan_lake_outbox where table_name = ? and seq > ? order by seq limit ?",
            Outbox::entry,
            table,
            seq,
            most);
  }

  /** The keys of the entries up to a number. */
  public List<String> keys(String table, long last) {
    return database
        .jdbc()
        .queryForList(
            "select distinct row_key from caravan_lake_outbox where table_name = ? and seq <= ?",
            String.class,
            table,
            last);
  }

  /** Takes away what is in the lake. */
  public void clear(String table, long last) {
    database
        .jdbc()
        .update("delete from caravan_lake_outbox where table_name = ? and seq <= ?", table, last);
  }

  /** How many entries there are of a table. */
  public long count(String table) {
    return number("select count(*) from caravan_lake_outbox where table_name = ?", table);
  }

  /** How many entries there are that a stream brought. */
  public long ofStream(String stream) {
    return number("select count(*) from caravan_lake_outbox where stream = ?", stream);
  }

  /** The tables that have entries of a stream. */
  public List<String> tablesOf(String stream) {
    return database
        .jdbc()
        .queryForList(
            "select distinct table_name from caravan_lake_outbox where stream = ? order by 1",
            String.class,
            stream);
  }

  /** When the oldest entry of a table was accepted, in milliseconds since 1970. */
  public Optional<Long> oldest(String table) {
    return Optional.ofNullable(
        database
            .jdbc()
            .queryForObject(
                "select min(accepted_ms) from caravan_lake_outbox where table_name = ?",
                Long.class,
                table));
  }

  private long number(String sql, String argument) {
    return Objects.requireNonNull(database.jdbc().queryForObject(sql, Long.class, argument));
  }

  private static OutboxEntry entry(ResultSet row, int index) throws SQLException {
    OutboxEntry.Kind kind = OutboxEntry.Kind.of(row.getString(3));
    return new OutboxEntry(
        row.getLong(1),
        new IndexedRow(
            row.getString(2),
            Optional.ofNullable(row.getString(5)),
            row.getString(6),
            kind == OutboxEntry.Kind.TOMBSTONE),
        kind,
        row.getString(4),
        StoredJson.values(row.getString(7)));
  }
}
