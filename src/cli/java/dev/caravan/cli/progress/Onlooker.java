package dev.caravan.cli.progress;

import dev.caravan.cli.launch.Engine;
import dev.caravan.config.Metric;
import dev.caravan.run.Schedule;
import dev.caravan.run.StreamRun;
import dev.caravan.run.history.RunHistory;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.state.Causes;
import dev.caravan.state.Checkpoint;
import dev.caravan.state.Walked;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how far runs are while somebody waits for them. That one is complete it says only when its
 * end says so.
 */
public final class Onlooker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Onlooker.class);

  private final Supplier<Schedule> schedule;
  private final Supplier<RunHistory> history;
  private final Supplier<MeterRegistry> meters;
  private final Lines lines;
  private final Clock clock = Clock.systemUTC();
  private final Set<String> told = new HashSet<>();
  private boolean closed;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "caravan-progress");
            thread.setDaemon(true);
            return thread;
          });

  Onlooker(
      Supplier<Schedule> schedule,
      Supplier<RunHistory> history,
      Supplier<MeterRegistry> meters,
      Lines lines) {
    this.schedule = schedule;
    this.history = history;
    this.meters = meters;
    this.lines = lines;
  }

  /** Of an engine, before it starts: on a terminal as lines that move, else in the log. */
  public static Onlooker of(Engine engine) {
    return new Onlooker(
        () -> engine.bean("caravanSchedule", Schedule.class),
        () -> engine.bean("caravanRunHistory", RunHistory.class),
        () -> Metric.meters(engine.context()),
        Screen.lines());
  }

  /** Looks again and again from now on; the engine has started. */
  public void begin() {
    long period = lines instanceof LogLines ? Screen.LOG_MS : Screen.MOVE_MS;
    timer.scheduleWithFixedDelay(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  /** One look. */
  synchronized void look() {
    if (closed) {
      return;
    }
    try {
      Instant now = clock.instant();
      List<RunProgress> standing =
          history.get().underWay().stream()
              .filter(StreamRun.class::isInstance)
              .map(run -> standing((StreamRun) run, now))
              .sorted(Comparator.comparing(RunProgress::stream))
              .toList();
      int widest = standing.stream().mapToInt(each -> each.stream().length()).max().orElse(1);
      lines.show(
          ended(),
          standing.stream()
              .map(each -> ("%-" + widest + "s  %s").formatted(each.stream(), each.text(now)))
              .toList());
    } catch (RuntimeException e) {
      // Who only looks on disturbs nobody; the next look may succeed.
      LOG.debug("no look at the runs: {}", Causes.of(e));
    }
  }

  @Override
  public void close() {
    timer.shutdown();
    look();
    synchronized (this) {
      closed = true;
      lines.close();
    }
  }

  private List<String> ended() {
    return schedule.get().latest().values().stream()
        .sorted(Comparator.comparing(RunOutcome::stream))
        .filter(outcome -> told.add(outcome.stream()))
        .map(outcome -> outcome.stream() + "  " + text(outcome))
        .toList();
  }

  private RunProgress standing(StreamRun run, Instant now) {
    Optional<Walked> walked = run.checkpoint().scan().flatMap(Checkpoint.Scan::walked);
    return new RunProgress(
        run.streamName(),
        run.pages(),
        rows(run.streamName(), "fetched"),
        Duration.between(run.started(), now),
        walked.map(Walked::rows).orElse(-1L),
        walked.flatMap(Walked::lastTotal),
        run.waiting());
  }

  private String text(RunOutcome outcome) {
    long quarantined = rows(outcome.stream(), "quarantined");
    Timer time =
        meters
            .get()
            .find(Metric.RUN_DURATION.key())
            .tags("stream", outcome.stream(), "state", outcome.state().text())
            .timer();
    return outcome.state().text()
        + ": "
        + RunProgress.count(rows(outcome.stream(), "fetched"), "row")
        + (quarantined > 0 ? ", " + quarantined + " in quarantine" : "")
        + (time == null
            ? ""
            : String.format(Locale.ROOT, ", %.1f s", time.totalTime(TimeUnit.SECONDS)));
  }

  private long rows(String stream, String outcome) {
    Counter counter =
        meters.get().find(Metric.ROWS.key()).tags("stream", stream, "outcome", outcome).counter();
    return counter == null ? 0 : (long) counter.count();
  }
}
