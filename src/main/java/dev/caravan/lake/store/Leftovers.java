package dev.caravan.lake.store;

import dev.caravan.state.database.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * {@code caravan_lake_attempt} and {@code caravan_lake_garbage}: what a process that is killed
 * leaves in the lake. Joins the transaction of its thread.
 */
public final class Leftovers {
  /** Is no more, whatever it was called. */
  private static final String NOBODY = "";

  private final Database database;

  public Leftovers(Database database) {
    this.database = database;
  }

  /** Somebody begins to write files; what the same one began before came to nothing. */
  public void begun(String table, String attempt, String publisher, long nowMillis) {
    database
        .jdbc()
        .update(
            "update caravan_lake_attempt set publisher = ? where table_name = ? and publisher = ?",
            NOBODY,
            table,
            publisher);
    database
        .jdbc()
        .update(
            "insert into caravan_lake_attempt (table_name, attempt, publisher, begun_ms)"
                + " values (?, ?, ?, ?)",
            table,
            attempt,
            publisher,
            nowMillis);
  }

  /** All its files are in the lake, or are gone. */
  public void over(String table, String attempt) {
    database
        .jdbc()
        .update(
            "delete from caravan_lake_attempt where table_name = ? and attempt = ?",
            table,
            attempt);
  }

  /**
   * Attempts that nobody carries on.
   *
   * @param isGone whether a publisher is known to be no more
   * @param before what began earlier is no more in any case, in milliseconds since 1970
   */
  public List<String> dead(String table, Predicate<String> isGone, long before) {
    List<String> dead = new ArrayList<>();
    database
        .jdbc()
        .query(
            "select attempt, publisher, begun_ms from caravan_lake_attempt where table_name = ?",
            row -> {
              String publisher = row.getString(2);
              if (publisher.isEmpty() || row.getLong(3) < before || isGone.test(publisher)) {
                dead.add(row.getString(1));
              }
            },
            table);
    return dead;
  }

  /** Files that are to go once no snapshot needs them any more. */
  public void goes(String table, Collection<String> files) {
    database
        .jdbc()
        .batchUpdate(
            "insert into caravan_lake_garbage (table_name, path) values (?, ?)",
            files.stream().map(file -> new Object[] {table, file}).toList());
  }

  /** Those files. */
  public List<String> going(String table) {
    return database
        .jdbc()
        .queryForList(
            "select distinct path from caravan_lake_garbage where table_name = ?",
            String.class,
            table);
  }

  /** They are gone, or needed after all. */
  public void gone(String table) {
    database.jdbc().update("delete from caravan_lake_garbage where table_name = ?", table);
  }

  /** Knows nothing of a table any more. */
  void forget(String table) {
    gone(table);
    database.jdbc().update("delete from caravan_lake_attempt where table_name = ?", table);
  }
}
