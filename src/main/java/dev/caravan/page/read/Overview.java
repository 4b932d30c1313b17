package dev.caravan.page.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.run.Input;
import dev.caravan.run.Pauses;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where everything stands: a handful of statements, however many streams there are. */
public final class Overview {
  private static final Duration DAY = Duration.ofDays(1);
  private static final String LATEST =
      """
      select r.run_id, r.stream, r.state, r.started, r.ended, r.next_attempt, r.alive_at, r.pages, r.fetched,
        r.inserted, r.updated, r.unchanged, r.deleted, r.sent, r.quarantined, r.dropped, r.events, r.applied,
        r.dead_letters, r.node
      from caravan_run r join (select stream, max(started) as newest from caravan_run group by stream) l
        on l.stream = r.stream and l.newest = r.started
      order by r.run_id
      """;
  private static final String DAILY =
      """
      select stream, sum(fetched) as fetched, sum(inserted + updated + deleted + sent) as written,
        sum(case when state in ('failed', 'incomplete') then 1 else 0 end) as failed, count(*) as runs
      from caravan_run where started >= ? group by stream
      """;
  private static final String QUARANTINED =
      "select stream, count(*) as records from caravan_quarantine where outcome is null"
          + " group by stream";

  private final Database database;
  private final ThisProcess process;
  private final RowJson rows;
  private final Clock clock;

  /**
   * Of a database and a process that works on it.
   *
   * @param process what this process knows besides
   */
  public Overview(Database database, ThisProcess process) {
    this.database = database;
    this.process = process;
    this.rows = new RowJson(database);
    this.clock = process.clock();
  }

  /** Everything. */
  public ObjectNode all() {
    ObjectNode json = RowJson.object();
    json.set("streams", streams());
    json.set("apis", process.apis());
    json.set("webhooks", process.webhooks());
    return json;
  }

  /** A text that is another one when a run has begun, moved or ended, or people did something. */
  public String state() {
    return rows.list(LATEST) + " " + rows.list(QUARANTINED) + new Pauses(database).all();
  }

  private ArrayNode streams() {
    Instant now = clock.instant();
    Map<String, JsonNode> runs = byStream(rows.list(LATEST));
    Map<String, JsonNode> days = byStream(rows.list(DAILY, database.time(now.minus(DAY))));
    Map<String, JsonNode> kept = byStream(rows.list(QUARANTINED));
    Map<String, Checkpoint> checkpoints =
        new Checkpoints(database)
            .all().stream().collect(Collectors.toMap(Checkpoint::stream, each -> each));
    Set<String> paused = new Pauses(database).all();
    Map<String, Input> inputs = process.inputs();
    Set<String> names = new TreeSet<>(runs.keySet());
    names.addAll(checkpoints.keySet());
    names.addAll(inputs.keySet());
    names.addAll(process.workers());
    ArrayNode all = RowJson.array();
    for (String name : names) {
      ObjectNode stream = all.addObject();
      stream.put("name", name);
      stream.put("kind", kind(name, runs.get(name)));
      stream.put("here", inputs.containsKey(name) || process.workers().contains(name));
      stream.put("paused", paused.contains(name));
      stream.set("last_run", runs.get(name));
      stream.set("day", days.get(name));
      stream.put(
          "in_quarantine", kept.containsKey(name) ? kept.get(name).path("records").asLong() : 0);
      times(stream, Optional.ofNullable(checkpoints.get(name)), inputs.get(name), now);
      process.describe(name, inputs.get(name), stream);
    }
    return all;
  }

  private void times(ObjectNode stream, Optional<Checkpoint> checkpoint, Input input, Instant now) {
    stream.put(
        "last_success",
        checkpoint.flatMap(Checkpoint::lastSuccess).map(Instant::toString).orElse(null));
    Optional<Instant> parked = checkpoint.flatMap(Checkpoint::notBefore).filter(now::isBefore);
    stream.put("parked_until", parked.map(Instant::toString).orElse(null));
    Optional<Instant> next = parked;
    if (input != null && next.isEmpty()) {
      next = process.schedule().flatMap(known -> known.next(input.name()));
    }
    String entered = stream.path("last_run").path("next_attempt").asText(null);
    stream.put(
        "next_run",
        next.filter(at -> at.isBefore(Instant.MAX)).map(Instant::toString).orElse(entered));
    if (input != null) {
      stream.put("every", input.every().toString());
      stream.put("api", input.apiName());
    }
  }

  private String kind(String name, JsonNode run) {
    boolean works =
        process.workers().contains(name) || run != null && run.path("events").asLong() > 0;
    return works ? "worker" : "stream";
  }

  private static Map<String, JsonNode> byStream(ArrayNode rows) {
    Map<String, JsonNode> by = new TreeMap<>();
    rows.forEach(row -> by.put(row.path("stream").asText(), row));
    return by;
  }
}
