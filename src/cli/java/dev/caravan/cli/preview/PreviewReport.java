package dev.caravan.cli.preview;

import dev.caravan.cli.preview.SeenPages.Seen;
import dev.caravan.cli.query.Rows;
import dev.caravan.cli.query.RowsOptions;
import dev.caravan.config.Counted;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Checkpoints;
import dev.caravan.state.database.Database;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a run did to a database in which there was nothing before, for people. */
final class PreviewReport {
  private static final String COLUMNS =
      """
      select c.name, c.type, coalesce(f.field, '') as field
      from pragma_table_info(?) c
      left join caravan_column f on f.target = ? and f.column_name = c.name order by c.cid
      """;
  private static final String BAD =
      """
      select reason, detail, count(*) as records, min(record) as one_of_them
      from caravan_quarantine group by reason, detail order by 3 desc, 1, 2
      """;
  private static final String RUN =
      """
      select state, pages, fetched, inserted, updated, unchanged, deleted, quarantined, dropped,
        requests, retries, waited_ms, error, notes from caravan_run where stream = ?
      """;

  private final JdbcTemplate jdbc;
  private final Database database;
  private final String stream;
  private final int limit;
  private final PrintWriter out;

  PreviewReport(Database database, String stream, int limit, PrintWriter out) {
    this.database = database;
    this.jdbc = database.jdbc();
    this.stream = stream;
    this.limit = limit;
    this.out = out;
  }

  /**
   * Everything.
   *
   * @param streams the stream, and before it those that load its parents
   */
  void print(List<Seen> pages, List<String> streams, Set<String> skipped) {
    List<String> targets =
        jdbc.queryForList(
            "select distinct target from caravan_column order by target", String.class);
    targets.forEach(this::table);
    quarantine();
    pages.forEach(this::page);
    streams.forEach(each -> jdbc.queryForList(RUN, each).forEach(run -> run(each, run)));
    new Checkpoints(database)
        .find(stream)
        .flatMap(Checkpoint::position)
        .ifPresent(position -> out.println("Next position: " + position));
    out.println(all().orElseGet(() -> wholeScan(pages)));
    skipped.forEach(step -> out.println("Not sent: what the step to " + step + " would send."));
    out.println("Nothing was written; the types are those of a table that is not there yet.");
  }

  private void table(String target) {
    out.printf("Table %s%n", target);
    Rows columns = RowsOptions.table(out);
    columns.columns(List.of("column", "type", "field"));
    jdbc.queryForList(COLUMNS, target, target)
        .forEach(
            each ->
                columns.row(List.of(each.get("name"), type(each.get("type")), each.get("field"))));
    columns.end(false);
    rows("select * from \"" + target.replace("\"", "\"\"") + "\" limit " + (limit + 1));
  }

  private void quarantine() {
    if (jdbc.queryForObject("select count(*) from caravan_quarantine", Long.class) > 0) {
      out.println("In quarantine");
      rows(BAD);
    }
  }

  private void rows(String sql) {
    List<Map<String, Object>> all = jdbc.queryForList(sql);
    Rows rows = RowsOptions.table(out);
    if (!all.isEmpty()) {
      rows.columns(List.copyOf(all.get(0).keySet()));
      all.stream().limit(limit).forEach(row -> rows.row(new ArrayList<>(row.values())));
      rows.end(all.size() > limit);
    }
  }

  /** SQLite writes a meaning before what it calls text; {@code columns} has these words. */
  private static String type(Object declared) {
    String words = declared.toString().toLowerCase(Locale.ROOT);
    return switch (words) {
      case "decimal text" -> "numeric";
      case "timestamp text" -> "timestamp";
      case "json text" -> "json";
      case "double precision" -> "double";
      default -> words;
    };
  }

  private void page(Seen page) {
    out.printf(
        "Page %s: %s in %.2f s%n",
        page.position().orElse("first"),
        Counted.of(page.records(), "record"),
        page.millis() / 1000.0);
  }

  private void run(String of, Map<String, Object> run) {
    out.printf(
        "The run%s is %s: fetched %s = inserted %s + updated %s + unchanged %s + deleted %s +"
            + " quarantined %s + dropped %s; %s requests, %s of them again, waited %s ms%n",
        of.equals(stream) ? "" : " of " + of,
        run.get("state"),
        run.get("fetched"),
        run.get("inserted"),
        run.get("updated"),
        run.get("unchanged"),
        run.get("deleted"),
        run.get("quarantined"),
        run.get("dropped"),
        run.get("requests"),
        run.get("retries"),
        run.get("waited_ms"));
    Optional.ofNullable(run.get("error")).ifPresent(error -> out.println("Error: " + error));
    Optional.ofNullable(run.get("notes")).ifPresent(notes -> out.println("Notes: " + notes));
  }

  /** What a scan takes, when these pages are one. */
  private Optional<String> all() {
    return jdbc
        .query(
            "select fetched, requests - retries from caravan_run where stream = ? and state ="
                + " 'complete'",
            (run, number) ->
                "A full scan: these %s, in %s"
                    .formatted(
                        Counted.of(run.getLong(1), "record"),
                        Counted.of(run.getLong(2), "request")),
            stream)
        .stream()
        .findFirst();
  }

  private static String wholeScan(List<Seen> pages) {
    Optional<Long> total =
        pages.stream().flatMap(page -> page.total().stream()).reduce((first, second) -> second);
    int largest = pages.stream().mapToInt(Seen::records).max().orElse(0);
    return total.isPresent() && largest > 0
        ? "A full scan: %s, %d to a page, in %s%s"
            .formatted(
                Counted.of(total.get(), "record"),
                largest,
                Counted.of((total.get() + largest - 1) / largest, "request"),
                total.get() % largest == 0 ? ", or one more to see its end" : "")
        : "A full scan: the API tells no total where total says, so its requests are not known";
  }
}
