package dev.caravan.run.history;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.api.auth.PlainText;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.CheckpointJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a stream stands.
 *
 * @param checkpoint its checkpoint
 * @param lastRun the row of its latest run in {@code caravan_run}, by column
 * @param node the process that has it now, where several share a database
 */
public record StreamStatus(
    Checkpoint checkpoint, Optional<Map<String, Object>> lastRun, Optional<String> node) {
  /** How late a run may begin: timers look once a second, and children wait for their parents. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  /** How long the process of a run may say nothing: its database may be busy with a long page. */
  private static final Duration SILENCE = Duration.ofMinutes(5);

  private static final Pattern WINDOWS =
      Pattern.compile("\\{\"windows\":\\{\"complete\":(\\d+),\"left\":(\\d+)}");

  private static final List<String> OUTCOMES =
      List.of("inserted", "updated", "unchanged", "deleted", "sent", "quarantined", "dropped");

  StreamStatus(Checkpoint checkpoint, Optional<Map<String, Object>> lastRun) {
    this(checkpoint, lastRun, Optional.empty());
  }

  /** The checkpoint and the run as one JSON object. */
  public ObjectNode toJson() {
    ObjectNode json = CheckpointJson.write(checkpoint);
    node.ifPresent(name -> json.put("node", name));
    ObjectNode run = json.putObject("last_run");
    lastRun.orElse(Map.of()).forEach((column, value) -> run.putPOJO(column, value));
    return json;
  }

  /** Some lines for people. */
  @Override
  public String toString() {
    return toString(Instant.now());
  }

  String toString(Instant now) {
    StringBuilder text = new StringBuilder(checkpoint.stream()).append('\n');
    if (!worksOnEvents()) {
      line(text, "last success", checkpoint.lastSuccess().map(Instant::toString).orElse("never"));
    }
    checkpoint
        .scan()
        .ifPresent(
            scan -> line(text, "scan resumes at", where(scan.position().orElse("first page"))));
    checkpoint.watermark().ifPresent(mark -> line(text, "watermark", mark));
    checkpoint
        .notBefore()
        .map(at -> "not before " + at)
        .or(() -> nextAttempt().map(Instant::toString))
        .ifPresent(at -> line(text, "next attempt", at));
    node.ifPresent(name -> line(text, "is with node", name));
    lastRun.ifPresent(run -> describe(text, run, now));
    return text.toString();
  }

  /** Of a scan in slices how many windows are complete says more than its whole position. */
  private static String where(String position) {
    Matcher windows = WINDOWS.matcher(position);
    return windows.lookingAt()
        ? windows.group(2) + " windows, " + windows.group(1) + " are complete"
        : position;
  }

  private boolean worksOnEvents() {
    return lastRun
        .map(run -> run.get("events"))
        .filter(events -> isMoreThanNone(events))
        .isPresent();
  }

  private static boolean isOne(Object count) {
    return count instanceof Number number && number.longValue() == 1;
  }

  private static boolean isMoreThanNone(Object count) {
    return count instanceof Number number && number.longValue() > 0;
  }

  private static void describe(StringBuilder text, Map<String, Object> run, Instant now) {
    line(text, "last run", run.get("run_id") + " " + state(run));
    if (run.get("node") != null) {
      line(text, "of node", run.get("node").toString());
    }
    if (isRunning(run) && run.get("waits") != null) {
      line(text, "waits", "%s; said at %s".formatted(run.get("waits"), run.get("alive_at")));
    }
    if (isSilent(run, now)) {
      line(
          text,
          "no sign of life",
          "since %s: its process was killed, hangs, or does not reach the database"
              .formatted(run.get("alive_at")));
    }
    time(run, "started")
        .ifPresent(
            started ->
                line(
                    text,
                    "time",
                    time(run, "ended")
                        .map(
                            ended -> "%s to %s, %s".formatted(started, ended, took(started, ended)))
                        .orElse("since " + started)));
    if (isMoreThanNone(run.get("events"))) {
      line(
          text,
          "events",
          "%s: %s applied, %s duplicates, %s dead letters, %s skipped"
              .formatted(
                  run.get("events"),
                  run.get("applied"),
                  run.get("duplicates"),
                  run.get("dead_letters"),
                  run.get("skipped")));
    }
    line(
        text,
        "rows",
        OUTCOMES.stream()
            .map(outcome -> run.get(outcome) + " " + outcome + ofThem(run, outcome))
            .collect(Collectors.joining(", ", run.get("fetched") + " fetched: ", "")));
    newToTheTable(run).ifPresent(share -> line(text, "new or newer", share));
    line(
        text,
        "requests",
        "%s, %s, %s ms waiting"
            .formatted(
                run.get("requests"),
                run.get("retries") + (isOne(run.get("retries")) ? " retry" : " retries"),
                run.get("waited_ms")));
    if (run.get("error") != null) {
      line(text, "error", String.valueOf(run.get("error")));
    }
    if (run.get("notes") != null) {
      line(text, "note", String.valueOf(run.get("notes")));
    }
  }

  private static String ofThem(Map<String, Object> run, String outcome) {
    return outcome.equals("unchanged") && isMoreThanNone(run.get("repeated"))
        ? " (" + run.get("repeated") + " of them repeated)"
        : "";
  }

  /** A worker is stopped with its process; that is no interruption of anything. */
  private static String state(Map<String, Object> run) {
    boolean stopped =
        isMoreThanNone(run.get("events"))
            && RunState.INTERRUPTED.text().equals(run.get("state"))
            && run.get("error") == null;
    return stopped ? "stopped" : String.valueOf(run.get("state"));
  }

  /** Whether the latest run failed, or was incomplete, or waits for what is away. */
  public boolean isFailed() {
    return lastRun
        .filter(run -> isFailure(run) || isRunning(run) && run.get("error") != null)
        .isPresent();
  }

  private static boolean isFailure(Map<String, Object> run) {
    String state = String.valueOf(run.get("state"));
    return Arrays.stream(RunState.values())
        .anyMatch(each -> each.isFailure() && each.text().equals(state));
  }

  private static boolean isRunning(Map<String, Object> run) {
    return RunState.RUNNING.text().equals(run.get("state"));
  }

  /** Whether the process of a run that has not ended has said nothing for long. */
  private static boolean isSilent(Map<String, Object> run, Instant now) {
    return isRunning(run)
        && time(run, "alive_at").filter(at -> at.plus(SILENCE).isBefore(now)).isPresent();
  }

  /** Whether no scan was complete since an instant, of a stream that has scans. */
  public boolean isOverdue(Instant since) {
    return !worksOnEvents()
        && checkpoint.lastSuccess().filter(success -> !success.isBefore(since)).isEmpty();
  }

  /**
   * Whether the next run should have begun by now and did not, or one is under way of which nothing
   * is heard: its process does not run, or cannot do anything.
   */
  public boolean isLate(Instant now) {
    return nextAttempt().filter(at -> at.plus(GRACE).isBefore(now)).isPresent()
        || lastRun.filter(run -> isSilent(run, now)).isPresent();
  }

  private Optional<Instant> nextAttempt() {
    return lastRun.flatMap(run -> time(run, "next_attempt"));
  }

  private static Optional<Instant> time(Map<String, Object> run, String column) {
    return Optional.ofNullable(run.get(column)).map(text -> Instant.parse(text.toString()));
  }

  private static String took(Instant started, Instant ended) {
    return String.format(Locale.ROOT, "%.1f s", Duration.between(started, ended).toMillis() / 1e3);
  }

  /** How much of what was fetched the table did not have: what other ways to it had missed. */
  private static Optional<String> newToTheTable(Map<String, Object> run) {
    long fetched = number(run, "fetched");
    long changed = number(run, "inserted") + number(run, "updated") + number(run, "deleted");
    return fetched == 0
        ? Optional.empty()
        : Optional.of(
            String.format(Locale.ROOT, "%.1f %% of what was fetched", 100.0 * changed / fetched));
  }

  private static long number(Map<String, Object> run, String column) {
    return ((Number) run.get(column)).longValue();
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(String.format("  %-16s %s%n", name, PlainText.of(value)));
  }
}
