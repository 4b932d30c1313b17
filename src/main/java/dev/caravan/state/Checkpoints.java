package dev.caravan.state;

import dev.caravan.state.database.Database;
import dev.caravan.state.database.SqliteTransactions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The checkpoints of all streams in the database. Joins the caller's transaction. */
public final class Checkpoints {
  private static final int CLAIM_TIMEOUT_SECONDS = 60;

  private final Database database;
  private final Clock clock;

  public Checkpoints(Database database) {
    this(database, Clock.systemUTC());
  }

  Checkpoints(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The checkpoint of a stream, when it ever ran. */
  public Optional<Checkpoint> find(String stream) {
    return jdbc()
        .queryForList("select state from caravan_checkpoint where stream = ?", String.class, stream)
        .stream()
        .findFirst()
        .map(CheckpointJson::read);
  }

  /** Every checkpoint, by name of the stream. */
  public List<Checkpoint> all() {
    return jdbc()
        .queryForList("select state from caravan_checkpoint order by stream", String.class)
        .stream()
        .map(CheckpointJson::read)
        .toList();
  }

  /** The checkpoint of a stream, made when there is none. Must not run inside a transaction. */
  public Checkpoint open(String stream) {
    return find(stream).orElseGet(() -> create(stream));
  }

  /**
   * Takes the row of a checkpoint until the end of the transaction, so that two processes that run
   * one stream write one after the other. Where no row can be held without all others, the later of
   * the two learns by {@link #move} that it must give way.
   *
   * @throws CheckpointConflictException when it is not where this run left it, or is gone
   */
  public void claim(Checkpoint checkpoint) {
    if (!database.kind().isServer()) {
      return;
    }
    List<Long> version =
        patient()
            .queryForList(
                "select version from caravan_checkpoint where stream = ? for update",
                Long.class,
                checkpoint.stream());
    if (!version.equals(List.of(checkpoint.version()))) {
      throw new CheckpointConflictException(checkpoint);
    }
  }

  /**
   * Looks whether a checkpoint is still where it was.
   *
   * @throws CheckpointConflictException when another process moved it meanwhile
   */
  public void requireUnmoved(Checkpoint checkpoint) {
    if (find(checkpoint.stream()).filter(checkpoint::equals).isEmpty()) {
      throw new CheckpointConflictException(checkpoint);
    }
  }

  /**
   * Moves a checkpoint. Within a transaction it is the first statement of its end, since it makes
   * sure that what came before is still part of it.
   *
   * @throws CheckpointConflictException when another process moved it meanwhile
   */
  public void move(Checkpoint from, Checkpoint to) {
    if (!database.kind().isServer()
        && TransactionSynchronizationManager.isActualTransactionActive()) {
      SqliteTransactions.requireActive(jdbc());
    }
    int moved =
        jdbc()
            .update(
                "update caravan_checkpoint set version = ?, state = ?, updated_at = ?"
                    + " where stream = ? and version = ?",
                to.version(),
                CheckpointJson.write(to).toString(),
                database.time(clock.instant()),
                from.stream(),
                from.version());
    if (moved != 1) {
      throw new CheckpointConflictException(from);
    }
  }

  private Checkpoint create(String stream) {
    Checkpoint initial = Checkpoint.initial(stream);
    try {
      jdbc()
          .update(
              "insert into caravan_checkpoint (stream, version, state, updated_at)"
                  + " values (?, ?, ?, ?)",
              stream,
              initial.version(),
              CheckpointJson.write(initial).toString(),
              database.time(clock.instant()));
      return initial;
    } catch (DuplicateKeyException e) {
      // Another process made it between our look and our insert: both start from its row.
      return find(stream).orElseThrow();
    }
  }

  /** Waits for another process's transaction, but not for ever. */
  private JdbcTemplate patient() {
    JdbcTemplate jdbc = jdbc();
    jdbc.setQueryTimeout(CLAIM_TIMEOUT_SECONDS);
    return jdbc;
  }

  private JdbcTemplate jdbc() {
    return database.jdbc();
  }
}
