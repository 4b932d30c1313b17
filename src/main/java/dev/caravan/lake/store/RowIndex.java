package dev.caravan.lake.store;

import dev.caravan.state.database.Database;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;

/**
 * {@code caravan_lake_row}: the newest accepted record of each key, and where the row stands that
 * the lake has of it. Joins the transaction of its thread.
 */
public final class RowIndex {
  private static final int CHUNK = 500;

  private final Database database;

  public RowIndex(Database database) {
    this.database = database;
  }

  /** What is known of keys. */
  public Map<String, IndexedRow> find(String table, Collection<String> keys) {
    Map<String, IndexedRow> found = new HashMap<>();
    RowCallbackHandler each =
        row ->
            found.put(
                row.getString(1),
                new IndexedRow(
                    row.getString(1),
                    Optional.ofNullable(row.getString(2)),
                    row.getString(3),
                    row.getInt(4) != 0));
    inChunks("select row_key, row_version, content, is_deleted", table, keys, each);
    return found;
  }

  /** Where the lake has the rows of keys; those that it has none of are not there. */
  public Map<String, RowPlace> places(String table, Collection<String> keys) {
    Map<Long, String> files = files(table);
    Map<String, RowPlace> places = new HashMap<>();
    RowCallbackHandler each =
        row -> {
          String file = files.get(row.getLong(2));
          if (row.getObject(2) != null && file != null) {
            places.put(row.getString(1), new RowPlace(file, row.getLong(3)));
          }
        };
    inChunks("select row_key, file_id, row_position", table, keys, each);
    return places;
  }

  /** Notes the newest records of keys. */
  public void put(String table, Collection<IndexedRow> rows, Map<String, IndexedRow> known) {
    List<Object[]> fresh = new ArrayList<>();
    List<Object[]> changed = new ArrayList<>();
    for (IndexedRow row : rows) {
      Object[] values = {
        row.version().orElse(null), row.content(), row.deleted() ? 1 : 0, table, row.key()
      };
      (known.containsKey(row.key()) ? changed : fresh).add(values);
    }
    jdbc()
        .batchUpdate(
            "insert into caravan_lake_row (row_version, content, is_deleted, table_name, row_key)"
                + " values (?, ?, ?, ?, ?)",
            fresh);
    jdbc()
        .batchUpdate(
            "update caravan_lake_row set row_version = ?, content = ?, is_deleted = ?"
                + " where table_name = ? and row_key = ?",
            changed);
  }

  /** Notes where rows stand now; a key without a place has none. */
  public void place(String table, Map<String, Optional<RowPlace>> places) {
    Map<String, Long> ids = new HashMap<>();
    files(table).forEach((id, path) -> ids.put(path, id));
    List<Object[]> moved = new ArrayList<>(places.size());
    places.forEach(
        (key, place) ->
            moved.add(
                new Object[] {
                  place
                      .map(at -> ids.computeIfAbsent(at.file(), f -> addFile(table, f)))
                      .orElse(null),
                  place.map(RowPlace::position).orElse(null),
                  table,
                  key
                }));
    jdbc()
        .batchUpdate(
            "update caravan_lake_row set file_id = ?, row_position = ?"
                + " where table_name = ? and row_key = ?",
            moved);
  }

  /** Forgets all of a table. */
  public void clear(String table) {
    jdbc().update("delete from caravan_lake_row where table_name = ?", table);
    jdbc().update("delete from caravan_lake_file where table_name = ?", table);
  }

  /** Forgets files that no row stands in. */
  public void forgetEmptyFiles(String table) {
    jdbc()
        .update(
            "delete from caravan_lake_file where table_name = ? and file_id not in"
                + " (select file_id from caravan_lake_row"
                + " where table_name = ? and file_id is not null)",
            table,
            table);
  }

  /** How many rows stand in files. */
  public long countIn(String table, Collection<String> files) {
    Set<String> wanted = Set.copyOf(files);
    Set<Long> ids = new HashSet<>();
    files(table)
        .forEach(
            (id, path) -> {
              if (wanted.contains(path)) {
                ids.add(id);
              }
            });
    long[] rows = new long[1];
    RowCallbackHandler each = row -> rows[0] += ids.contains(row.getLong(1)) ? row.getLong(2) : 0;
    jdbc()
        .query(
            "select file_id, count(*) from caravan_lake_row"
                + " where table_name = ? and file_id is not null group by file_id",
            each,
            table);
    return rows[0];
  }

  private long addFile(String table, String path) {
    long id =
        Objects.requireNonNull(
            jdbc()
                .queryForObject(
                    "select coalesce(max(file_id), 0) + 1 from caravan_lake_file"
                        + " where table_name = ?",
                    Long.class,
                    table));
    jdbc()
        .update(
            "insert into caravan_lake_file (table_name, file_id, path) values (?, ?, ?)",
            table,
            id,
            path);
    return id;
  }

  private Map<Long, String> files(String table) {
    Map<Long, String> files = new HashMap<>();
    RowCallbackHandler each = row -> files.put(row.getLong(1), row.getString(2));
    jdbc().query("select file_id, path from caravan_lake_file where table_name = ?", each, table);
    return files;
  }

  private void inChunks(
      String select, String table, Collection<String> keys, RowCallbackHandler each) {
    List<String> all = List.copyOf(keys);
    for (int from = 0; from < all.size(); from += CHUNK) {
      List<String> chunk = all.subList(from, Math.min(all.size(), from + CHUNK));
      List<Object> arguments = new ArrayList<>(chunk);
      arguments.add(0, table);
      String marks = String.join(", ", Collections.nCopies(chunk.size(), "?"));
      jdbc()
          .query(
              select + " from caravan_lake_row where table_name = ? and row_key in (" + marks + ")",
              each,
              arguments.toArray());
    }
  }

  private JdbcTemplate jdbc() {
    return database.jdbc();
  }
}
