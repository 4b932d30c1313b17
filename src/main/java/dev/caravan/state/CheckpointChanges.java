package dev.caravan.state;

import dev.caravan.state.database.Database;
import java.time.Clock;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Changes of checkpoints by hand. Each is entered into {@code caravan_checkpoint_change} with the
 * state before it, in the same transaction. A run that is under way finds at its next page that the
 * checkpoint moved, and gives way.
 */
public final class CheckpointChanges {
  private final Database database;
  private final Checkpoints checkpoints;
  private final Clock clock;

  public CheckpointChanges(Database database) {
    this(database, Clock.systemUTC());
  }

  CheckpointChanges(Database database, Clock clock) {
    this.database = database;
    this.checkpoints = new Checkpoints(database, clock);
    this.clock = clock;
  }

  /**
   * Sets the position where the next run begins: the cursor of a feed, or a page of a scan.
   *
   * @return the checkpoint now, empty when the stream never ran
   * @throws CheckpointConflictException when a run moved it at the same moment
   */
  public Optional<Checkpoint> setCursor(String stream, String cursor) {
    return change(stream, "set cursor", before -> before.setTo(cursor, clock.instant()));
  }

  /**
   * Sets the watermark that the next scan begins at; a scan under way is given up.
   *
   * @return the checkpoint now, empty when the stream never ran
   * @throws IllegalArgumentException when the stream is a feed
   * @throws CheckpointConflictException when a run moved it at the same moment
   */
  public Optional<Checkpoint> setWatermark(String stream, String watermark) {
    return change(stream, "set watermark", before -> before.setToWatermark(watermark));
  }

  /**
   * Has the stream begin at its beginning, with nothing known of its parents or windows either.
   *
   * @return the checkpoint now, empty when the stream never ran
   * @throws CheckpointConflictException when a run moved it at the same moment
   */
  public Optional<Checkpoint> reset(String stream) {
    return database
        .transaction()
        .execute(
            status -> {
              database.jdbc().update("delete from caravan_parent where stream = ?", stream);
              database.jdbc().update("delete from caravan_window where stream = ?", stream);
              database.jdbc().update("delete from caravan_scan_target where stream = ?", stream);
              database.jdbc().update("delete from caravan_generation where stream = ?", stream);
              return change(stream, "reset", Checkpoint::reset);
            });
  }

  private Optional<Checkpoint> change(
      String stream, String action, UnaryOperator<Checkpoint> change) {
    return database
        .transaction()
        .execute(status -> checkpoints.find(stream).map(before -> move(before, action, change)));
  }

  private Checkpoint move(Checkpoint before, String action, UnaryOperator<Checkpoint> change) {
    Checkpoint after = change.apply(before);
    checkpoints.move(before, after);
    JdbcTemplate jdbc = database.jdbc();
    // A scan that does not go its own way has not listed everything at its end.
    jdbc.update("delete from caravan_scan where stream = ?", before.stream());
    jdbc.update(
        "insert into caravan_checkpoint_change"
            + " (stream, action, old_state, new_state, changed_at) values (?, ?, ?, ?, ?)",
        before.stream(),
        action,
        CheckpointJson.write(before).toString(),
        CheckpointJson.write(after).toString(),
        database.time(clock.instant()));
    return after;
  }
}
