package dev.caravan.run;

import dev.caravan.config.Metric;
import dev.caravan.quarantine.LoadResult;
import dev.caravan.run.history.PageEntry;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.state.Checkpoint;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** The metrics of runs, in the context's meter registry. */
public final class RunMetrics implements CamelContextAware {
  private final Map<String, Instant> watermarks = new ConcurrentHashMap<>();
  private final Map<String, Instant> successes = new ConcurrentHashMap<>();
  private final Map<String, Boolean> failures = new ConcurrentHashMap<>();
  private final Clock clock;
  private CamelContext context;

  public RunMetrics() {
    this(Clock.systemUTC());
  }

  RunMetrics(Clock clock) {
    this.clock = clock;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  /** Counts what became of the records of a page. */
  public void countPage(String stream, PageEntry entry) {
    LoadResult loaded = entry.loaded();
    rows(stream, "fetched", entry.fetched());
    rows(stream, "inserted", loaded.inserted());
    rows(stream, "updated", loaded.updated());
    rows(stream, "unchanged", loaded.unchanged());
    rows(stream, "repeated", loaded.repeated());
    rows(stream, "deleted", loaded.deleted());
    rows(stream, "sent", loaded.sent());
    rows(stream, "quarantined", loaded.quarantinedTotal());
    rows(stream, "dropped", entry.dropped());
    loaded
        .quarantined()
        .forEach(
            (reason, count) ->
                Metric.QUARANTINED
                    .counter(meters(), "stream", stream, "reason", reason)
                    .increment(count));
  }

  /** Parents whose records were read to their end, that are gone, and that were set aside. */
  public void countParents(String stream, long complete, long gone, long aside) {
    parents(stream, "aside", aside);
    parents(stream, "complete", complete);
    parents(stream, "gone", gone);
  }

  public void countRun(StreamRun run, RunOutcome outcome, Duration duration) {
    String stream = run.input().name();
    Metric.RUN_DURATION
        .timer(meters(), "stream", stream, "state", outcome.state().text())
        .record(duration);
    Metric.RETRY_WAIT.timer(meters(), "stream", stream).record(run.traffic().waited());
    run.watermark().ifPresent(mark -> measureLag(stream, mark));
    measureSuccess(run.checkpoint());
    measureFailure(outcome);
  }

  private void measureLag(String stream, Instant watermark) {
    if (watermarks.put(stream, watermark) == null) {
      Metric.WATERMARK_LAG.millis(meters(), () -> lag(stream), "stream", stream);
    }
  }

  /** A stream's last complete scan, of an earlier process, too; 0 while there is none. */
  public void measureSuccess(Checkpoint checkpoint) {
    String stream = checkpoint.stream();
    Instant success = checkpoint.lastSuccess().orElse(Instant.EPOCH);
    if (successes.put(stream, success) == null) {
      Metric.LAST_SUCCESS.millis(
          meters(), () -> successes.get(stream).toEpochMilli(), "stream", stream);
    }
  }

  /** Whether the latest run of a stream failed, one that could not begin, too. */
  public void measureFailure(RunOutcome outcome) {
    String stream = outcome.stream();
    boolean failed = outcome.state().isFailure();
    if (failures.put(stream, failed) == null) {
      Metric.STREAM_FAILED.gauge(meters(), () -> failures.get(stream) ? 1 : 0, "stream", stream);
    }
  }

  /** What is said of a stream that another process runs is said there. */
  public void leave(String stream) {
    failures.computeIfPresent(stream, (name, failed) -> false);
  }

  private long lag(String stream) {
    return Duration.between(watermarks.get(stream), clock.instant()).toMillis();
  }

  private void parents(String stream, String outcome, long count) {
    Metric.PARENTS.counter(meters(), "stream", stream, "outcome", outcome).increment(count);
  }

  private void rows(String stream, String outcome, long count) {
    Metric.ROWS.counter(meters(), "stream", stream, "outcome", outcome).increment(count);
  }

  private MeterRegistry meters() {
    return Metric.meters(context);
  }
}
