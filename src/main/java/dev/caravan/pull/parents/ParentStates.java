package dev.caravan.pull.parents;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The table {@code caravan_parent}: what a stream remembers of each parent. Joins the caller's
 * transaction, in which the checkpoint's row is held, so that a stream has one writer at a time.
 */
final class ParentStates {
  private static final int CHUNK = 500;

  private final JdbcTemplate jdbc;
  private final String stream;

  ParentStates(DataSource source, String stream) {
    this.jdbc = new JdbcTemplate(source);
    this.stream = stream;
  }

  /**
   * What is known of a parent after a scan of its records.
   *
   * @param watermark for its next scan
   */
  record State(Parent parent, Optional<String> watermark) {}

  /** Keeps states, in place of those that the same parents had. */
  void keep(List<State> states) {
    List<Object[]> rows =
        states.stream()
            .map(
                state ->
                    new Object[] {
                      state.watermark().orElse(null),
                      state.parent().version().orElse(null),
                      stream,
                      state.parent().id()
                    })
            .toList();
    if (rows.isEmpty()) {
      return;
    }
    int[] updated =
        jdbc.batchUpdate(
            "update caravan_parent set watermark = ?, version = ? where stream = ? and parent = ?",
            rows);
    List<Object[]> fresh = new ArrayList<>();
    for (int i = 0; i < updated.length; i++) {
      if (updated[i] == 0) {
        fresh.add(rows.get(i));
      }
    }
    if (!fresh.isEmpty()) {
      jdbc.batchUpdate(
          "insert into caravan_parent (watermark, version, stream, parent) values (?, ?, ?, ?)",
          fresh);
    }
  }

  void forget(List<String> parents) {
    if (!parents.isEmpty()) {
      jdbc.batchUpdate(
          "delete from caravan_parent where stream = ? and parent = ?",
          parents.stream().map(parent -> new Object[] {stream, parent}).toList());
    }
  }

  void forgetAll() {
    jdbc.update("delete from caravan_parent where stream = ?", stream);
  }

  /**
   * Forgets parents that are no longer there. Looks for them only when more are remembered than
   * there are.
   */
  void prune(Parents parents, ParentTable table) {
    ParentQuery query = new ParentQuery(parents, table, true);
    Long remembered =
        jdbc.queryForObject(
            "select count(*) from caravan_parent where stream = ?", Long.class, stream);
    Long there = jdbc.queryForObject(query.count(), Long.class);
    if (remembered == null || there == null || remembered <= there) {
      return;
    }
    String last = "";
    for (List<String> some = after(last); !some.isEmpty(); some = after(last)) {
      Set<String> gone = new HashSet<>(some);
      gone.removeAll(among(some, parents, table, query));
      forget(List.copyOf(gone));
      last = some.get(some.size() - 1);
    }
  }

  private List<String> after(String last) {
    return jdbc.queryForList(
        "select parent from caravan_parent where stream = ? and parent > ? order by parent"
            + " fetch first "
            + CHUNK
            + " rows only",
        String.class,
        stream,
        last);
  }

  private List<String> among(
      List<String> ids, Parents parents, ParentTable table, ParentQuery query) {
    Object[] values =
        ids.stream()
            .flatMap(
                id -> {
                  String[] parts = id.split(String.valueOf(Parent.SEPARATOR), -1);
                  return Arrays.stream(bound(parts, parents.key(), table));
                })
            .toArray();
    return jdbc.queryForList(query.among(ids.size()), String.class, values);
  }

  private static Object[] bound(String[] parts, List<String> key, ParentTable table) {
    Object[] values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = table.column(key.get(i)).bound(parts[i]);
    }
    return values;
  }
}
