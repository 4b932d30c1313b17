package dev.caravan.worker;

import dev.caravan.state.database.Database;
import dev.caravan.worker.batch.EventCounts;

/** What became of the events of a run, in its row of {@code caravan_run}. */
public final class EventLedger {
  private final Database database;

  public EventLedger(Database database) {
    this.database = database;
  }

  /** Adds to the ledger of a run. Joins the caller's transaction. */
  public void add(WorkRun run, EventCounts counts) {
    database
        .jdbc()
        .update(
            """
            update caravan_run set events = events + ?, applied = applied + ?,
              duplicates = duplicates + ?, dead_letters = dead_letters + ?, skipped = skipped + ?
            where run_id = ?
            """,
            counts.total(),
            counts.applied(),
            counts.duplicates(),
            counts.deadLetters(),
            counts.skipped(),
            run.id());
  }
}
