package dev.caravan.page.read;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.CheckpointJson;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The runs of one stream, the latest first, a portion at a time; and its checkpoint. */
public final class RunList {
  private static final String COLUMNS =
      """
      select run_id, state, started, ended, next_attempt, alive_at, pages, fetched, inserted, updated, unchanged,
        repeated, deleted, sent, quarantined, dropped, added, events, applied, duplicates, dead_letters, skipped,
        requests, retries, waited_ms%s
      from caravan_run where stream = ?
      """;

  private final Database database;

  public RunList(Database database) {
    this.database = database;
  }

  /**
   * Some runs.
   *
   * @param before the id of the run after which a portion begins
   * @param texts whether to show what APIs and records brought into errors and notes
   */
  public ArrayNode runs(String stream, Optional<String> before, long limit, boolean texts) {
    StringBuilder sql = new StringBuilder(COLUMNS.formatted(texts ? ", error, notes" : ""));
    List<Object> parameters = new ArrayList<>(List.of(stream));
    before
        .flatMap(this::started)
        .ifPresent(
            started -> {
              sql.append("and (started < ? or started = ? and run_id < ?) ");
              parameters.add(database.time(started));
              parameters.add(database.time(started));
              parameters.add(before.orElseThrow());
            });
    sql.append("order by started desc, run_id desc limit ").append(limit);
    return new RowJson(database).list(sql.toString(), parameters.toArray());
  }

  private Optional<Instant> started(String run) {
    return database
        .jdbc()
        .query(
            "select started from caravan_run where run_id = ?",
            (row, n) -> database.kind().instant(row, 1),
            run)
        .stream()
        .findFirst();
  }

  /** The checkpoint, without positions unless texts may be shown: they may be keys of records. */
  public Optional<ObjectNode> checkpoint(String stream, boolean texts) {
    Optional<Checkpoint> found = new Checkpoints(database).find(stream);
    return found.map(
        checkpoint -> {
          ObjectNode whole = CheckpointJson.write(checkpoint);
          if (texts) {
            return whole;
          }
          ObjectNode some = RowJson.object();
          for (String name : List.of("stream", "version", "not_before", "last_success_ts")) {
            some.set(name, whole.get(name));
          }
          some.put(
              "scan_started",
              checkpoint.scan().map(scan -> scan.started().toString()).orElse(null));
          return some;
        });
  }
}
