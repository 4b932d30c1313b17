package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.api.Api;
import dev.caravan.pull.PullRun;
import dev.caravan.pull.Stream;
import dev.caravan.run.history.RunOutcome;
import dev.caravan.run.history.RunState;
import dev.caravan.state.Checkpoint;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class RunMetricsTest {
  private static final Instant NOW = Instant.parse("2025-04-12T09:33:00Z");

  private final MeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void theLagIsTheAgeOfTheWatermarkAndFollowsIt() throws IOException {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
      RunMetrics metrics = new RunMetrics(Clock.fixed(NOW, ZoneOffset.UTC));
      metrics.setCamelContext(context);

      end(metrics, "2025-04-12T09:32:00Z");
      assertThat(lag()).isEqualTo(60);
      end(metrics, "2025-04-12T11:32:50+02:00");
      assertThat(lag()).isEqualTo(10);
    }
  }

  @Test
  void parentsAreCountedByWhatBecameOfThem() throws IOException {
    try (DefaultCamelContext context = new DefaultCamelContext()) {
      context.getRegistry().bind(MicrometerConstants.METRICS_REGISTRY_NAME, meters);
      RunMetrics metrics = new RunMetrics(Clock.fixed(NOW, ZoneOffset.UTC));
      metrics.setCamelContext(context);

      metrics.countParents("lines", 4, 0, 1);
      metrics.countParents("lines", 3, 2, 0);
      assertThat(parents("complete")).isEqualTo(7);
      assertThat(parents("gone")).isEqualTo(2);
    }
  }

  private double parents(String outcome) {
    return meters
        .get("caravan.parents")
        .tag("stream", "lines")
        .tag("outcome", outcome)
        .counter()
        .count();
  }

  private double lag() {
    return meters
        .get("caravan.watermark.lag")
        .tag("stream", "orders")
        .timeGauge()
        .value(TimeUnit.SECONDS);
  }

  private static void end(RunMetrics metrics, String watermark) {
    Stream stream = new Stream();
    stream.setName("orders");
    stream.setApi(api());
    stream.setPath("/orders");
    stream.getSince().setField("updated_at");
    stream.init();
    Checkpoint checkpoint =
        Checkpoint.initial("orders").completed(Optional.empty(), Optional.of(watermark), NOW);
    PullRun run = new PullRun("run1", stream, checkpoint, NOW);
    metrics.countRun(run, RunOutcome.ended("orders", RunState.COMPLETE), Duration.ofSeconds(1));
  }

  private static Api api() {
    Api api = new Api();
    api.setBaseUrl("http://127.0.0.1");
    return api;
  }
}
