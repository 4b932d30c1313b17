package dev.caravan.run;

import dev.caravan.load.LoadResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.MicrometerUtils;

/**
 * The metrics of runs, in the context's meter registry: {@code caravan_rows_total}, {@code
 * caravan_quarantined_total}, {@code caravan_run_duration_seconds}, {@code
 * caravan_watermark_lag_seconds}, {@code caravan_retry_wait_seconds} and {@code
 * caravan_parents_total}.
 */
public final class RunMetrics implements CamelContextAware {
  private final Map<String, Instant> watermarks = new ConcurrentHashMap<>();
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
    rows(stream, "deleted", loaded.deleted());
    rows(stream, "sent", loaded.sent());
    rows(stream, "quarantined", loaded.quarantinedTotal());
    rows(stream, "dropped", entry.dropped());
    loaded
        .quarantined()
        .forEach(
            (reason, count) ->
                meters()
                    .counter("caravan.quarantined", "stream", stream, "reason", reason)
                    .increment(count));
  }

  /** Parents whose records were read to their end, and parents that are gone. */
  void countParents(String stream, long complete, long gone) {
    parents(stream, "complete", complete);
    parents(stream, "gone", gone);
  }

  void countRun(StreamRun run, RunOutcome outcome, Duration duration) {
    String stream = run.input().name();
    meters()
        .timer("caravan.run.duration", "stream", stream, "state", outcome.state().text())
        .record(duration);
    meters().timer("caravan.retry.wait", "stream", stream).record(run.traffic().waited());
    run.watermark().ifPresent(mark -> measureLag(stream, mark));
  }

  private void measureLag(String stream, Instant watermark) {
    if (watermarks.put(stream, watermark) == null) {
      TimeGauge.builder("caravan.watermark.lag", () -> lag(stream), TimeUnit.MILLISECONDS)
          .tag("stream", stream)
          .register(meters());
    }
  }

  private long lag(String stream) {
    return Duration.between(watermarks.get(stream), clock.instant()).toMillis();
  }

  private void parents(String stream, String outcome, long count) {
    meters().counter("caravan.parents", "stream", stream, "outcome", outcome).increment(count);
  }

  private void rows(String stream, String outcome, long count) {
    meters().counter("caravan.rows", "stream", stream, "outcome", outcome).increment(count);
  }

  private MeterRegistry meters() {
    return MicrometerUtils.getOrCreateMeterRegistry(
        context.getRegistry(), MicrometerConstants.METRICS_REGISTRY_NAME);
  }
}
