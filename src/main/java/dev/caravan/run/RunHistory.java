package dev.caravan.run;

import dev.caravan.api.Traffic;
import dev.caravan.load.LoadResult;
import dev.caravan.state.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table {@code caravan_run}: every run with its ledger. Joins the caller's transaction. */
public final class RunHistory {
  private static final int MAX_ERROR = 4_000;

  private final Database database;

  public RunHistory(Database database) {
    this.database = database;
  }

  /**
   * Enters a run that begins. Runs of the stream that never ended belong to killed processes and
   * are marked as interrupted; should one of them live after all, its end will say so.
   */
  void open(PullRun run) {
    jdbc()
        .update(
            "update caravan_run set state = ? where stream = ? and state = ?",
            RunState.INTERRUPTED.text(),
            run.stream().name(),
            RunState.RUNNING.text());
    enter(run.id(), run.stream().name(), run.started());
  }

  /** Enters a run that begins beside others of its stream. */
  public void enter(String runId, String stream, Instant started) {
    jdbc()
        .update(
            "insert into caravan_run (run_id, stream, state, started) values (?, ?, ?, ?)",
            runId,
            stream,
            RunState.RUNNING.text(),
            at(started));
  }

  /** Adds a page to the ledger of its run. */
  void add(PullRun run, PageEntry entry) {
    add(run.id(), entry, run.traffic());
  }

  /** Adds a page of records to the ledger of a run, and what its requests cost so far. */
  public void add(String runId, PageEntry entry, Traffic traffic) {
    LoadResult loaded = entry.loaded();
    jdbc()
        .update(
            """
            update caravan_run set pages = pages + 1, fetched = fetched + ?,
              inserted = inserted + ?, updated = updated + ?, unchanged = unchanged + ?,
              deleted = deleted + ?, quarantined = quarantined + ?, dropped = dropped + ?,
              added = added + ?, requests = ?, retries = ?, waited_ms = ?
            where run_id = ?
            """,
            entry.fetched(),
            loaded.inserted(),
            loaded.updated(),
            loaded.unchanged(),
            loaded.deleted(),
            loaded.quarantinedTotal(),
            entry.dropped(),
            entry.added(),
            traffic.requests(),
            traffic.retries(),
            traffic.waited().toMillis(),
            runId);
  }

  /** Enters the end of a run. */
  void close(PullRun run, RunOutcome outcome, Instant now) {
    close(run.id(), outcome, run.traffic(), now);
    if (!run.notes().isEmpty()) {
      jdbc().update("update caravan_run set notes = ? where run_id = ?", run.notes(), run.id());
    }
  }

  /** Enters the end of a run, and what its requests cost. */
  public void close(String runId, RunOutcome outcome, Traffic traffic, Instant now) {
    jdbc()
        .update(
            """
            update caravan_run set state = ?, ended = ?, requests = ?, retries = ?, waited_ms = ?,
              error = ?
            where run_id = ?
            """,
            outcome.state().text(),
            at(now),
            traffic.requests(),
            traffic.retries(),
            traffic.waited().toMillis(),
            outcome.error().map(RunHistory::storable).orElse(null),
            runId);
  }

  /** PostgreSQL takes no text with a zero character, which an API's answer may well hold. */
  private static String storable(String error) {
    String text = error.replace('\u0000', '\ufffd');
    return text.length() <= MAX_ERROR ? text : text.substring(0, MAX_ERROR);
  }

  private static OffsetDateTime at(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private JdbcTemplate jdbc() {
    return new JdbcTemplate(database.dataSource());
  }
}
