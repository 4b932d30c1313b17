package dev.caravan.state.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import dev.caravan.config.Metric;
import org.apache.camel.CamelContext;

/** HikariCP's own series of a pool, {@code hikaricp.connections…}, in the meters of a context. */
final class PoolMetrics {
  private PoolMetrics() {}

  /** Has a pool that is to be made measured; outside of a context nothing is. */
  static void measure(HikariConfig pool, CamelContext context) {
    if (context != null) {
      pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(Metric.meters(context)));
    }
  }
}
