package dev.caravan.run.history;

import dev.caravan.api.request.Wait;
import dev.caravan.cluster.Nodes;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.state.database.Database;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** The table {@code caravan_run}: every run with its ledger. Joins the caller's transaction. */
public final class RunHistory {
  private static final int MAX_ERROR = 4_000;
  private static final int MAX_WAITS = 1_000;

  private final Database database;
  private final Nodes nodes;
  private final Set<RecordedRun> underWay = ConcurrentHashMap.newKeySet();

  public RunHistory(Database database, Nodes nodes) {
    this.database = database;
    this.nodes = nodes;
  }

  RunHistory(Database database) {
    this(database, new Nodes(database));
  }

  /**
   * Enters a run that begins. Runs of the stream that never ended belong to killed processes and
   * are marked as interrupted; should one of them live after all, its end will say so.
   */
  public void open(RecordedRun run) {
    jdbc()
        .update(
            "update caravan_run set state = ? where stream = ? and state = ?",
            RunState.INTERRUPTED.text(),
            run.streamName(),
            RunState.RUNNING.text());
    enter(run);
  }

  /** Enters a run that begins beside others of its stream. */
  public void enter(RecordedRun run) {
    jdbc()
        .update(
            "insert into caravan_run (run_id, stream, state, started, alive_at, node)"
                + " values (?, ?, ?, ?, ?, ?)",
            run.id(),
            run.streamName(),
            RunState.RUNNING.text(),
            at(run.started()),
            at(run.started()),
            nodes.name());
    underWay.add(run);
  }

  /** When the latest run of a stream started and how it stands, as far back as runs are kept. */
  public Optional<LatestRun> latest(String stream) {
    return jdbc()
        .query(
            "select started, state from caravan_run where stream = ?"
                + " order by started desc, run_id desc limit 1",
            (row, number) ->
                new LatestRun(database.kind().instant(row, 1), RunState.of(row.getString(2))),
            stream)
        .stream()
        .findFirst();
  }

  /** Whether the run before one failed, leaving aside those that told nothing of how it is. */
  public boolean failedBefore(String stream, String run) {
    return jdbc()
        .queryForList(
            "select state from caravan_run where stream = ? and run_id <> ?"
                + " and state in ('complete', 'paused', 'failed', 'incomplete')"
                + " order by started desc, run_id desc limit 1",
            String.class,
            stream,
            run)
        .stream()
        .anyMatch(state -> RunState.of(state).isFailure());
  }

  /** The runs of this process that have begun and not ended. */
  public List<RecordedRun> underWay() {
    return List.copyOf(underWay);
  }

  /** Says of all runs of this process that they are under way, and of what they wait for. */
  void alive(Instant now) {
    List<Object[]> rows =
        underWay.stream()
            .map(
                run ->
                    new Object[] {
                      at(now),
                      run.trouble().map(RunHistory::storable).orElse(null),
                      run.waiting().map(RunHistory::waits).orElse(null),
                      run.id()
                    })
            .toList();
    if (!rows.isEmpty()) {
      database
          .transaction()
          .executeWithoutResult(
              status ->
                  jdbc()
                      .batchUpdate(
                          "update caravan_run set alive_at = ?, error = ?, waits = ?"
                              + " where run_id = ? and state = 'running'",
                          rows));
    }
  }

  /** Adds a page of records to the ledger of its run. */
  public void add(RecordedRun run, PageEntry entry) {
    add(run, entry, 1);
  }

  /** Adds several pages at once. */
  public void add(RecordedRun run, PageEntry entry, long pages) {
    LoadResult loaded = entry.loaded();
    jdbc()
        .update(
            """
            update caravan_run set pages = pages + ?, fetched = fetched + ?,
              inserted = inserted + ?, updated = updated + ?, unchanged = unchanged + ?, repeated = repeated + ?,
              deleted = deleted + ?, sent = sent + ?, quarantined = quarantined + ?, dropped = dropped + ?,
              added = added + ?, requests = ?, retries = ?, waited_ms = ?
            where run_id = ?
            """,
            pages,
            entry.fetched(),
            loaded.inserted(),
            loaded.updated(),
            loaded.unchanged(),
            loaded.repeated(),
            loaded.deleted(),
            loaded.sent(),
            loaded.quarantinedTotal(),
            entry.dropped(),
            entry.added(),
            run.traffic().requests(),
            run.traffic().retries(),
            run.traffic().waited().toMillis(),
            run.id());
  }

  /** What is worth knowing of a run goes into its row before its end. */
  public void note(RecordedRun run) {
    jdbc().update("update caravan_run set notes = ? where run_id = ?", run.notes(), run.id());
  }

  /** Enters the end of a run after which no other is planned. */
  public void close(RecordedRun run, RunOutcome outcome, Instant now) {
    close(run, outcome, now, Optional.empty());
  }

  /** Enters the end of a run, and when the next one may begin. */
  public void close(RecordedRun run, RunOutcome outcome, Instant now, Optional<Instant> next) {
    underWay.remove(run);
    jdbc()
        .update(
            """
            update caravan_run set state = ?, ended = ?, requests = ?, retries = ?, waited_ms = ?,
              error = ?, notes = ?, next_attempt = ?, waits = null
            where run_id = ?
            """,
            outcome.state().text(),
            at(now),
            run.traffic().requests(),
            run.traffic().retries(),
            run.traffic().waited().toMillis(),
            outcome.error().map(RunHistory::storable).orElse(null),
            run.notes().isEmpty() ? null : run.notes(),
            next.map(this::at).orElse(null),
            run.id());
  }

  /**
   * Takes out the row of a run that found nothing, when the run before it was complete, too: a feed
   * that is polled each second would bury the rest.
   */
  public void forgetIdle(RecordedRun run, Optional<Instant> next) {
    Optional<Map<String, Object>> before =
        jdbc()
            .queryForList(
                "select run_id, state from caravan_run where stream = ? and run_id <> ?"
                    + " order by started desc, run_id desc limit 1",
                run.streamName(),
                run.id())
            .stream()
            .findFirst();
    if (before.filter(row -> RunState.COMPLETE.text().equals(row.get("state"))).isPresent()) {
      jdbc().update("delete from caravan_run where run_id = ?", run.id());
      jdbc()
          .update(
              "update caravan_run set next_attempt = ? where run_id = ?",
              next.map(this::at).orElse(null),
              before.get().get("run_id"));
    }
  }

  private static String waits(Wait wait) {
    String text = storable(wait.toString());
    return text.length() <= MAX_WAITS ? text : text.substring(0, MAX_WAITS);
  }

  /** PostgreSQL takes no text with a zero character, which an API's response may well hold. */
  private static String storable(String error) {
    String text = error.replace('\u0000', '\ufffd');
    return text.length() <= MAX_ERROR ? text : text.substring(0, MAX_ERROR);
  }

  private Object at(Instant instant) {
    return database.time(instant);
  }

  private JdbcTemplate jdbc() {
    return database.jdbc();
  }
}
