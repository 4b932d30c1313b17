package dev.caravan.cli.tail;

import dev.caravan.config.Counted;
import dev.caravan.state.database.DatabaseKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A run as it stands in {@code caravan_run} at an instant.
 *
 * @param alive when its process last said that it is under way
 * @param counts numbers by column, in the order of {@link #COLUMNS}
 */
record SeenRun(
    String id,
    String state,
    Instant started,
    Optional<Instant> ended,
    Optional<Instant> alive,
    Map<String, Long> counts,
    Optional<String> waits,
    Optional<String> error,
    Optional<String> notes,
    Optional<Instant> next) {
  private static final String[] OUTCOMES = {
    "inserted", "updated", "unchanged", "deleted", "sent", "quarantined", "dropped", "added"
  };
  private static final String[] OF_EVENTS = {"applied", "duplicates", "dead_letters", "skipped"};

  /** What is read of a run. */
  static final String COLUMNS =
      "run_id, state, started, ended, alive_at, waits, error, notes, next_attempt, pages, fetched, "
          + String.join(", ", OUTCOMES)
          + ", events, "
          + String.join(", ", OF_EVENTS)
          + ", requests, retries, waited_ms";

  private static final int FIRST_COUNT = 10;

  static SeenRun of(DatabaseKind kind, ResultSet row) throws SQLException {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int column = FIRST_COUNT; column <= row.getMetaData().getColumnCount(); column++) {
      counts.put(
          row.getMetaData().getColumnLabel(column).toLowerCase(Locale.ROOT), row.getLong(column));
    }
    return new SeenRun(
        row.getString(1),
        row.getString(2),
        kind.instant(row, 3),
        Optional.ofNullable(kind.instant(row, 4)),
        Optional.ofNullable(kind.instant(row, 5)),
        counts,
        Optional.ofNullable(row.getString(6)),
        Optional.ofNullable(row.getString(7)),
        Optional.ofNullable(row.getString(8)),
        Optional.ofNullable(kind.instant(row, 9)));
  }

  boolean isUnderWay() {
    return state.equals("running");
  }

  long pages() {
    return counts.get("pages");
  }

  /** What came since an earlier look: rows or events, what became of them, retries and waits. */
  String since(SeenRun before) {
    Map<String, Long> more = new LinkedHashMap<>();
    counts.forEach((column, count) -> more.put(column, count - before.counts.get(column)));
    return text(more);
  }

  /** All of it. */
  String all() {
    return text(counts) + ", " + Counted.of(counts.get("requests"), "request") + took();
  }

  /** Nothing yet of a run. */
  SeenRun atItsBeginning() {
    Map<String, Long> none = new LinkedHashMap<>(counts);
    none.replaceAll((column, count) -> 0L);
    return new SeenRun(
        id,
        "running",
        started,
        Optional.empty(),
        alive,
        none,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static String text(Map<String, Long> counts) {
    boolean events = counts.get("events") > 0;
    String[] outcomes = events ? OF_EVENTS : OUTCOMES;
    String what =
        Arrays.stream(outcomes)
            .filter(outcome -> counts.get(outcome) > 0)
            .map(outcome -> counts.get(outcome) + " " + outcome.replace('_', ' '))
            .collect(Collectors.joining(", "));
    return (events
            ? Counted.of(counts.get("events"), "event")
            : Counted.of(counts.get("fetched"), "row"))
        + (what.isEmpty() ? "" : ": " + what)
        + (counts.get("retries") > 0 ? ", " + Counted.of(counts.get("retries"), "retry") : "")
        + (counts.get("waited_ms") >= 100
            ? String.format(Locale.ROOT, ", %.1f s waiting", counts.get("waited_ms") / 1e3)
            : "");
  }

  private String took() {
    return ended
        .map(
            at ->
                String.format(
                    Locale.ROOT, ", in %.1f s", Duration.between(started, at).toMillis() / 1e3))
        .orElse("");
  }
}
