package dev.caravan.run.history;

import dev.caravan.cluster.Nodes;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
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
    Map<String, String> nodes = Nodes.holders(database);
    return checkpoints.values().stream().map(each -> status(each, nodes)).toList();
  }

  private StreamStatus status(Checkpoint checkpoint, Map<String, String> nodes) {
    Optional<Map<String, Object>> lastRun =
        database
            .jdbc()
            .query(
                // Of several processes that work on events, the one that was last heard of.
                "select * from caravan_run where stream = ? order by case when events > 0 then"
                    + " coalesce(alive_at, started) else started end desc, run_id desc limit 1",
                (row, n) -> plain(row),
                checkpoint.stream())
            .stream()
            .findFirst();
    return new StreamStatus(
        checkpoint, lastRun, Optional.ofNullable(nodes.get(checkpoint.stream())));
  }

  /** Columns in lower case, instants as text, whatever the database does. */
  private Map<String, Object> plain(ResultSet row) throws SQLException {
    Map<String, Object> plain = new TreeMap<>();
    ResultSetMetaData columns = row.getMetaData();
    for (int column = 1; column <= columns.getColumnCount(); column++) {
      String name = columns.getColumnLabel(column).toLowerCase(Locale.ROOT);
      plain.put(name, TIMES.contains(name) ? isoText(row, column) : row.getObject(column));
    }
    return plain;
  }

  private String isoText(ResultSet row, int column) throws SQLException {
    Instant time = database.kind().instant(row, column);
    return time == null ? null : time.toString();
  }
}
