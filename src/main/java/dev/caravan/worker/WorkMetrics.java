package dev.caravan.worker;

import dev.caravan.config.Metric;
import dev.caravan.run.RunMetrics;
import dev.caravan.run.history.PageEntry;
import dev.caravan.worker.batch.EventCounts;
import dev.caravan.worker.failure.Poison;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The metrics of workers, in the context's meter registry: {@code caravan_events_total}, {@code
 * caravan_dead_letters_total}, {@code caravan_messages_missed_total} and {@code
 * caravan_worker_lag}; their rows are counted with those of pulls.
 */
public final class WorkMetrics implements CamelContextAware {
  private final RunMetrics rows;
  private final Map<String, AtomicLong> lags = new ConcurrentHashMap<>();
  private CamelContext context;

  public WorkMetrics(RunMetrics rows) {
    this.rows = rows;
  }

  @Override
  public CamelContext getCamelContext() {
    return context;
  }

  @Override
  public void setCamelContext(CamelContext context) {
    this.context = context;
  }

  public void countRows(String stream, PageEntry entry) {
    rows.countPage(stream, entry);
  }

  public void countEvents(String stream, EventCounts counts) {
    count(stream, "applied", counts.applied());
    count(stream, "duplicate", counts.duplicates());
    count(stream, "dead_letter", counts.deadLetters());
    count(stream, "skipped", counts.skipped());
  }

  public void countDeadLetter(String stream, Poison reason) {
    Metric.DEAD_LETTERS.counter(meters(), "stream", stream, "reason", reason.code()).increment();
  }

  public void countMissed(String stream, long messages) {
    Metric.MESSAGES_MISSED.counter(meters(), "stream", stream).increment(messages);
  }

  /** Messages that wait in the topic, as far as this process knows. */
  public void lag(String stream, long messages) {
    lags.computeIfAbsent(stream, this::register).set(messages);
  }

  private AtomicLong register(String stream) {
    AtomicLong lag = new AtomicLong();
    Metric.WORKER_LAG.gauge(meters(), lag::get, "stream", stream);
    return lag;
  }

  private void count(String stream, String outcome, long count) {
    Metric.EVENTS.counter(meters(), "stream", stream, "outcome", outcome).increment(count);
  }

  private MeterRegistry meters() {
    return Metric.meters(context);
  }
}
