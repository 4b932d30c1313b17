package dev.caravan.children.parents;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The table {@code caravan_parent}: what a stream remembers of each parent. Joins the caller's
 * transaction, in which the checkpoint's row is held, so that a stream has one writer at a time.
 */
final class ParentStates {
  private static final int FETCH_SIZE = 1_000;
  private static final int MOST_IN_MEMORY = 200_000;

  private final JdbcTemplate jdbc;
  private final String stream;

  ParentStates(DataSource source, String stream) {
    this.jdbc = new JdbcTemplate(source);
    jdbc.setFetchSize(FETCH_SIZE);
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
   * there are, and holds at most so many keys in memory, however many there are.
   */
  void prune(ParentQuery query) {
    long there = count(query.count());
    if (count("select count(*) from caravan_parent where stream = ?", stream) <= there) {
      return;
    }
    int passes = (int) (there / MOST_IN_MEMORY) + 1;
    for (int pass = 0; pass < passes; pass++) {
      int part = pass;
      Predicate<String> mine = id -> Math.floorMod(id.hashCode(), passes) == part;
      Set<String> alive = new HashSet<>();
      each(query.ids(), alive::add, mine);
      List<String> gone = new ArrayList<>();
      each(
          "select parent from caravan_parent where stream = ?",
          gone::add,
          mine.and(id -> !alive.contains(id)),
          stream);
      forget(gone);
    }
  }

  private void each(
      String query, Consumer<String> taker, Predicate<String> filter, Object... parameters) {
    jdbc.query(
        query,
        row -> {
          String id = row.getString(1);
          if (filter.test(id)) {
            taker.accept(id);
          }
        },
        parameters);
  }

  private long count(String query, Object... parameters) {
    return Objects.requireNonNull(jdbc.queryForObject(query, Long.class, parameters));
  }
}
