package dev.caravan.quarantine.kept;

import dev.caravan.quarantine.again.Passage;
import dev.caravan.state.database.Database;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table {@code caravan_quarantine} as people see it. Joins the caller's transaction. */
public final class QuarantineTable {
  private final Database database;
  private final Clock clock;

  public QuarantineTable(Database database) {
    this(database, Clock.systemUTC());
  }

  QuarantineTable(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The chosen records, the latest first. */
  public List<KeptRecord> list(Choice choice) {
    List<Object> parameters = new ArrayList<>(choice.parameters());
    parameters.add(choice.limit());
    return database
        .jdbc()
        .query(
            "select * from caravan_quarantine where "
                + choice.condition()
                + " order by id desc limit ?",
            (row, n) -> read(row),
            parameters.toArray());
  }

  /** The record of an id. */
  public Optional<KeptRecord> find(long id) {
    return list(Choice.of(id)).stream().findFirst();
  }

  /** Leaves the chosen records alone from now on, but for those of which something became. */
  public int discard(Choice choice) {
    int discarded = 0;
    for (KeptRecord each : list(choice)) {
      discarded +=
          database
              .jdbc()
              .update(
                  "update caravan_quarantine set outcome = ?, decided_at = ?, decided_run = null"
                      + " where id = ? and outcome is null",
                  Outcome.DISCARDED.code(),
                  database.time(clock.instant()),
                  each.id());
    }
    return discarded;
  }

  /**
   * Takes a record for an attempt, until the end of the transaction.
   *
   * @return false when something became of it meanwhile
   */
  public boolean take(long id) {
    return database
            .jdbc()
            .update(
                "update caravan_quarantine set attempts = attempts + 1"
                    + " where id = ? and outcome is null",
                id)
        == 1;
  }

  /** The target of a record that was taken has it. */
  public void retried(long id, String attempt) {
    database
        .jdbc()
        .update(
            "update caravan_quarantine set outcome = ?, decided_at = ?, decided_run = ?,"
                + " last_error = null where id = ?",
            Outcome.RETRIED.code(),
            database.time(clock.instant()),
            attempt,
            id);
  }

  /** An attempt ended with the record still here, for a reason that a record of its kind has. */
  public void refused(long id, String reason, String detail) {
    database
        .jdbc()
        .update(
            "update caravan_quarantine set attempts = attempts + 1, reason = ?, detail = ?,"
                + " last_error = null where id = ? and outcome is null",
            reason,
            detail,
            id);
  }

  /** An attempt ended with the record still here. */
  public void failed(long id, String error) {
    database
        .jdbc()
        .update(
            "update caravan_quarantine set attempts = attempts + 1, last_error = ?"
                + " where id = ? and outcome is null",
            error,
            id);
  }

  private KeptRecord read(ResultSet row) throws SQLException {
    return new KeptRecord(
        row.getLong("id"),
        row.getString("stream"),
        row.getString("run_id"),
        row.getString("target"),
        row.getString("page_position"),
        row.getString("reason"),
        row.getString("detail"),
        row.getString("record"),
        Optional.ofNullable(row.getString("before_steps")),
        time(row, "created_at").orElse(Instant.EPOCH),
        Passage.of(row.getString("passage")),
        Optional.ofNullable(row.getString("key_digest")),
        row.getLong("attempts"),
        Optional.ofNullable(row.getString("last_error")),
        Optional.ofNullable(row.getString("outcome")).map(Outcome::of),
        time(row, "decided_at"),
        Optional.ofNullable(row.getString("decided_run")));
  }

  private Optional<Instant> time(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(database.kind().instant(row, row.findColumn(column)));
  }
}
