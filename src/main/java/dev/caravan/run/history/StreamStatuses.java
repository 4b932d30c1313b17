package dev.caravan.run.history;

import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Reads where all streams stand. */
public final class StreamStatuses {
  private static final Set<String> TIMES = Set.of("started", "ended", "next_attempt", "alive_at");

  private final Database database;

  public StreamStatuses(Database database) {
    this.database = database;
  }

  /** One per stream that ever ran, by name. */
  public List<StreamStatus> all() {
    Map<String, Checkpoint> checkpoints = new TreeMap<>();
    // A worker has no checkpoint: Kafka keeps its position.
    database
        .jdbc()
        .queryForList("select distinct stream from caravan_run", String.class)
        .forEach(stream -> checkpoints.put(stream, Checkpoint.initial(stream)));
    new Checkpoints(database).all().forEach(each -> checkpoints.put(each.stream(), each));
    return checkpoints.values().stream().map(this::status).toList();
  }

  private StreamStatus status(Checkpoint checkpoint) {
    Optional<Map<String, Object>> lastRun =
        database
            .jdbc()
            .queryForList(
                // Of several processes that work on events, the one that was last heard of.
                "select * from caravan_run where stream = ? order by case when events > 0 then"
                    + " coalesce(alive_at, started) else started end desc, run_id desc limit 1",
                checkpoint.stream())
            .stream()
            .findFirst()
            .map(StreamStatuses::plain);
    return new StreamStatus(checkpoint, lastRun);
  }

  /** Columns in lower case, instants as text, whatever the database does. */
  private static Map<String, Object> plain(Map<String, Object> row) {
    Map<String, Object> plain = new TreeMap<>();
    row.forEach(
        (column, value) -> {
          String name = column.toLowerCase(Locale.ROOT);
          plain.put(name, TIMES.contains(name) ? isoText(value) : value);
        });
    return plain;
  }

  private static Object isoText(Object value) {
    if (value instanceof String text) {
      return Instant.parse(text).toString();
    }
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    return value instanceof java.sql.Timestamp time
        ? time.toInstant().toString()
        : value instanceof java.sql.Clob ? String.valueOf(value) : value;
  }
}
