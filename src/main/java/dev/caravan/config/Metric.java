package dev.caravan.config;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.micrometer.MicrometerUtils;

/** Everything that Caravan measures, with the text that a scrape shows for it. */
public enum Metric {
  ROWS("caravan.rows", "Records of committed pages, by what became of them"),
  QUARANTINED("caravan.quarantined", "Records in quarantine, by reason"),
  PARENTS("caravan.parents", "Parents of a stream of children, by what became of them"),
  REQUESTS("caravan.requests", "Requests to APIs, by status"),
  RUN_DURATION("caravan.run.duration", "Runs of streams, by how they ended"),
  RETRY_WAIT("caravan.retry.wait", "Time of runs spent waiting for quota and retries"),
  WATERMARK_LAG("caravan.watermark.lag", "Age of the watermark"),
  LAST_SUCCESS("caravan.last.success.timestamp", "When the last complete scan ended, Unix time"),
  STREAM_FAILED(
      "caravan.stream.failed",
      "1 while the latest run of the stream is failed or incomplete, else 0"),
  EVENTS("caravan.events", "Events of workers, by what became of them"),
  DEAD_LETTERS("caravan.dead.letters", "Messages sent to a dead-letter topic, by reason"),
  MESSAGES_MISSED(
      "caravan.messages.missed", "Messages that their topic deleted before a worker read them"),
  WORKER_LAG("caravan.worker.lag", "Messages that wait in the partitions of this process"),
  LAKE_WAITING(
      "caravan.lake.waiting", "Accepted records that a table of the lake does not have yet"),
  LAKE_LAG("caravan.lake.lag", "How long the oldest of them has waited"),
  WEBHOOKS("caravan.webhooks", "Requests to webhooks, by what their senders were told"),
  CONNECTIONS_CLOSED("caravan.connections.closed", "Connections closed by us, by reason");

  private final String key;
  private final String help;

  Metric(String key, String help) {
    this.key = key;
    this.help = help;
  }

  /** The meters of a context. */
  public static MeterRegistry meters(CamelContext context) {
    return MicrometerUtils.getOrCreateMeterRegistry(
        context.getRegistry(), MicrometerConstants.METRICS_REGISTRY_NAME);
  }

  /** The name of the meter; a scrape has underscores for dots, and the unit behind it. */
  public String key() {
    return key;
  }

  /** The counter with these tags, names and values in turn. */
  public Counter counter(MeterRegistry meters, String... tags) {
    return Counter.builder(key).description(help).tags(tags).register(meters);
  }

  /** The timer with these tags. */
  public Timer timer(MeterRegistry meters, String... tags) {
    return Timer.builder(key).description(help).tags(tags).register(meters);
  }

  /** Registers a number that is asked for. */
  public void gauge(MeterRegistry meters, Supplier<Number> value, String... tags) {
    Gauge.builder(key, value).description(help).tags(tags).register(meters);
  }

  /** Registers milliseconds that are asked for. */
  public void millis(MeterRegistry meters, Supplier<Number> value, String... tags) {
    TimeGauge.builder(key, value, TimeUnit.MILLISECONDS)
        .description(help)
        .tags(tags)
        .register(meters);
  }
}
