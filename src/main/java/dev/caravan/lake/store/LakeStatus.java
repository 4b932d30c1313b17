package dev.caravan.lake.store;

import dev.caravan.config.Counted;
import dev.caravan.state.database.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a table of the lake stands, as Caravan's database knows it.
 *
 * @param rows that the lake has
 * @param waiting records that were accepted and are not in the lake yet
 * @param oldest when the first of them was accepted
 * @param snapshot the last one that is known
 */
public record LakeStatus(
    String table, long rows, long waiting, Optional<Instant> oldest, Optional<Long> snapshot) {

  /** All tables, by name. */
  public static List<LakeStatus> all(Database database) {
    Outbox outbox = new Outbox(database);
    LakeTables tables = new LakeTables(database);
    return database
        .jdbc()
        .queryForList("select name from caravan_lake_table order by name", String.class)
        .stream()
        .map(
            name ->
                new LakeStatus(
                    name,
                    rows(database, name),
                    outbox.count(name),
                    outbox.oldest(name).map(Instant::ofEpochMilli),
                    tables.find(name).flatMap(TableState::snapshot)))
        .toList();
  }

  /**
   * Takes a table out of the database: what waits for it is gone, and nobody knows where its rows
   * are. The table itself stays as it is.
   *
   * @return whether there was one
   */
  public static boolean forget(Database database, String table) {
    return Boolean.TRUE.equals(
        database
            .transaction()
            .execute(
                status -> {
                  LakeTables tables = new LakeTables(database);
                  boolean known = tables.lock(table).isPresent();
                  new RowIndex(database).clear(table);
                  new Outbox(database).clear(table, Long.MAX_VALUE);
                  new Leftovers(database).forget(table);
                  tables.forget(table);
                  return known;
                }));
  }

  /** For people. */
  public String line(Instant now) {
    String behind =
        waiting == 0
            ? "everything accepted is in it"
            : "%s not in it yet, the oldest for %d s"
                .formatted(
                    waiting == 1 ? "1 accepted record is" : waiting + " accepted records are",
                    oldest.map(since -> Duration.between(since, now).toSeconds()).orElse(0L));
    String last = snapshot.map(id -> ", snapshot " + id).orElse("");
    return "%s: %s%s, %s".formatted(table, Counted.of(rows, "row"), last, behind);
  }

  private static long rows(Database database, String name) {
    return Objects.requireNonNull(
        database
            .jdbc()
            .queryForObject(
                "select count(*) from caravan_lake_row where table_name = ? and file_id is not null",
                Long.class,
                name));
  }
}
