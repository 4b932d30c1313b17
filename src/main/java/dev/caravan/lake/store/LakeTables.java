package dev.caravan.lake.store;

import dev.caravan.state.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code caravan_lake_table}: one row a table. Whoever accepts or publishes something holds that
 * row until the transaction ends, so that numbers are committed in their order. Joins the
 * transaction of its thread.
 */
public final class LakeTables {
  private static final String ALL =
      "select name, table_uuid, columns_json, accepted, published, snapshot_id, attempt, attempt_seq"
          + " from caravan_lake_table where name = ?";

  private final Database database;

  public LakeTables(Database database) {
    this.database = database;
  }

  /** What is known of a table. */
  public Optional<TableState> find(String name) {
    return database.jdbc().query(ALL, LakeTables::state, name).stream().findFirst();
  }

  /** The same, held until the end of the transaction. */
  public Optional<TableState> lock(String name) {
    int held =
        database
            .jdbc()
            .update("update caravan_lake_table set accepted = accepted where name = ?", name);
    return held == 0 ? Optional.empty() : find(name);
  }

  /** Makes a table known. */
  public void add(TableState state) {
    database
        .jdbc()
        .update(
            "insert into caravan_lake_table (name, columns_json, accepted, published)"
                + " values (?, ?, ?, ?)",
            state.name(),
            StoredJson.ofColumns(state.columns()),
            state.accepted(),
            state.published());
  }

  /** After a page: the columns that it needs, and the number of its last record. */
  public void accepted(String name, List<LakeColumn> columns, long last) {
    database
        .jdbc()
        .update(
            "update caravan_lake_table set columns_json = ?, accepted = ? where name = ?",
            StoredJson.ofColumns(columns),
            last,
            name);
  }

  /**
   * Makes a process the only publisher of a table, until it says so no more or so long passes.
   *
   * @param isGone whether another publisher is known to be no more
   * @return false when another one is at work
   */
  public boolean claim(
      String name,
      String publisher,
      Instant now,
      Duration longest,
      java.util.function.Predicate<String> isGone) {
    Optional<String> other =
        database
            .jdbc()
            .query(
                "select publisher from caravan_lake_table where name = ? and publisher is not null"
                    + " and publisher <> ? and publisher_ms > ?",
                (row, index) -> row.getString(1),
                name,
                publisher,
                now.minus(longest).toEpochMilli())
            .stream()
            .findFirst();
    if (other.isPresent() && !isGone.test(other.get())) {
      return false;
    }
    database
        .jdbc()
        .update(
            "update caravan_lake_table set publisher = ?, publisher_ms = ? where name = ?",
            publisher,
            now.toEpochMilli(),
            name);
    return true;
  }

  /** Lets others publish. */
  public void release(String name, String publisher) {
    database
        .jdbc()
        .update(
            "update caravan_lake_table set publisher = null where name = ? and publisher = ?",
            name,
            publisher);
  }

  /** Notes what a publication is about to commit, before it does. */
  public void attempt(String name, String attempt, long last) {
    database
        .jdbc()
        .update(
            "update caravan_lake_table set attempt = ?, attempt_seq = ? where name = ?",
            attempt,
            last,
            name);
  }

  /** What was noted is not about to be committed any more. */
  public void abandon(String name, String attempt) {
    database
        .jdbc()
        .update(
            "update caravan_lake_table set attempt = null, attempt_seq = null"
                + " where name = ? and attempt = ?",
            name,
            attempt);
  }

  /** Whether a publisher may commit what it noted; then it has as long again. */
  public boolean hold(String name, String publisher, String attempt, long nowMillis) {
    return database
            .jdbc()
            .update(
                "update caravan_lake_table set publisher = ?, publisher_ms = ?"
                    + " where name = ? and attempt = ?",
                publisher,
                nowMillis,
                name,
                attempt)
        > 0;
  }

  /**
   * Notes what is in the lake.
   *
   * @param published the number of the last record that is
   */
  public void settled(String name, String uuid, Optional<Long> snapshot, long published) {
    database
        .jdbc()
        .update(
            "update caravan_lake_table set table_uuid = ?, snapshot_id = ?, published = ?,"
                + " attempt = null, attempt_seq = null where name = ?",
            uuid,
            snapshot.orElse(null),
            published,
            name);
  }

  /** Knows a table no more. */
  void forget(String name) {
    database.jdbc().update("delete from caravan_lake_table where name = ?", name);
  }

  private static TableState state(ResultSet row, int index) throws SQLException {
    long snapshot = row.getLong(6);
    return new TableState(
        row.getString(1),
        Optional.ofNullable(row.getString(2)),
        StoredJson.columns(row.getString(3)),
        row.getLong(4),
        row.getLong(5),
        row.getObject(6) == null ? Optional.empty() : Optional.of(snapshot),
        Optional.ofNullable(row.getString(7)),
        row.getLong(8));
  }
}
