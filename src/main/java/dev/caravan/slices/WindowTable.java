package dev.caravan.slices;

import dev.caravan.children.parents.OpenParent;
import dev.caravan.children.parents.ParentsPosition;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The table {@code caravan_window}: the windows of a stream that are not complete. Joins the
 * caller's transaction, in which the checkpoint's row is held, so that a stream has one writer at a
 * time.
 */
final class WindowTable {
  private final Database database;
  private final JdbcTemplate jdbc;
  private final String stream;

  WindowTable(Database database, String stream) {
    this.database = database;
    this.jdbc = database.jdbc();
    this.stream = stream;
  }

  /**
   * A window that is not complete.
   *
   * @param scan how far it is read; empty when nothing of it was
   * @param aside whether the scan goes on without it
   */
  record Row(Window window, Optional<OpenParent> scan, boolean aside) {
    /** One that waits for its turn. */
    static Row waiting(Window window) {
      return new Row(window, Optional.empty(), false);
    }

    private String state() {
      return aside ? "aside" : scan.isPresent() ? "open" : "waiting";
    }
  }

  /**
   * The windows of a scan under way.
   *
   * @throws dev.caravan.state.CheckpointConflictException when another process runs the stream
   * @throws IllegalStateException when some are not there
   */
  List<Row> all(Checkpoint checkpoint, SlicesPosition position) {
    List<Row> rows = all();
    if (rows.size() != position.left()) {
      new Checkpoints(database).requireUnmoved(checkpoint);
      throw new IllegalStateException(
          "caravan_window has "
              + rows.size()
              + " windows of the scan under way, and its checkpoint tells of "
              + position.left()
              + "; reset the checkpoint of the stream");
    }
    return rows;
  }

  private List<Row> all() {
    return jdbc.query(
        "select low, high, state, scan from caravan_window where stream = ? order by low, high",
        (row, number) ->
            new Row(
                new Window(row.getLong("low"), row.getLong("high")),
                Optional.ofNullable(row.getString("scan")).map(ParentsPosition::readOpen),
                row.getString("state").equals("aside")),
        stream);
  }

  void clear() {
    jdbc.update("delete from caravan_window where stream = ?", stream);
  }

  void remove(Collection<Window> windows) {
    if (!windows.isEmpty()) {
      jdbc.batchUpdate(
          "delete from caravan_window where stream = ? and low = ? and high = ?",
          windows.stream().map(each -> new Object[] {stream, each.low(), each.high()}).toList());
    }
  }

  /** Keeps rows, in place of those that the same windows had. */
  void put(Collection<Row> rows) {
    remove(rows.stream().map(Row::window).toList());
    if (!rows.isEmpty()) {
      jdbc.batchUpdate(
          "insert into caravan_window (stream, low, high, state, scan) values (?, ?, ?, ?, ?)",
          rows.stream()
              .map(
                  row ->
                      new Object[] {
                        stream,
                        row.window().low(),
                        row.window().high(),
                        row.state(),
                        row.scan().map(ParentsPosition::write).orElse(null)
                      })
              .toList());
    }
  }
}
