package dev.caravan.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class MetricTest {
  @Test
  void everyKindOfMeterHasTheTextThatAScrapeShows() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Metric.ROWS.counter(meters);
    Metric.RUN_DURATION.timer(meters);
    Metric.WORKER_LAG.gauge(meters, () -> 1);
    Metric.WATERMARK_LAG.millis(meters, () -> 1);

    assertThat(meters.getMeters())
        .hasSize(4)
        .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
  }
}
