package dev.caravan.run;

import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.Database;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads where all streams stand. */
public final class StreamStatuses {
  private final Database database;

  public StreamStatuses(Database database) {
    this.database = database;
  }

  /** One per stream that ever ran, by name. */
  public List<StreamStatus> all() {
    Map<String, Checkpoint> checkpoints = new TreeMap<>();
    // A worker has no checkpoint: Kafka keeps its position.
    new JdbcTemplate(database.dataSource())
        .queryForList("select distinct stream from caravan_run", String.class)
        .forEach(stream -> checkpoints.put(stream, Checkpoint.initial(stream)));
    new Checkpoints(database).all().forEach(each -> checkpoints.put(each.stream(), each));
    return checkpoints.values().stream().map(this::status).toList();
  }

  private StreamStatus status(Checkpoint checkpoint) {
    Optional<Map<String, Object>> lastRun =
        new JdbcTemplate(database.dataSource())
                .queryForList(
                    "select * from caravan_run where stream = ? order by started desc, run_id desc"
                        + " fetch first 1 rows only",
                    checkpoint.stream())
                .stream()
                .findFirst()
                .map(StreamStatuses::plain);
    return new StreamStatus(checkpoint, lastRun);
  }

  /** Columns in lower case, instants as text, whatever the database does. */
  private static Map<String, Object> plain(Map<String, Object> row) {
    Map<String, Object> plain = new TreeMap<>();
    row.forEach((column, value) -> plain.put(column.toLowerCase(Locale.ROOT), isoText(value)));
    return plain;
  }

  private static Object isoText(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant().toString();
    }
    return value instanceof java.sql.Timestamp time
        ? time.toInstant().toString()
        : value instanceof java.sql.Clob ? String.valueOf(value) : value;
  }
}
