package dev.caravan.webhook;

import dev.caravan.testing.TestContext;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.Map;
import org.apache.camel.component.micrometer.MicrometerConstants;

/** A Camel context with an HTTP server on a free port of loopback and some webhook receivers. */
public record Hub(TestContext context) implements AutoCloseable {

  public static Hub start(String brokers, String routes) throws Exception {
    return start(new TestContext().httpServer(), brokers, routes);
  }

  /** In a context that has its HTTP server. */
  public static Hub start(TestContext context, String brokers, String routes) throws Exception {
    context.with(Map.of("kafka.brokers", brokers, "caravan.streams", "none")).routes(routes);
    try {
      return new Hub(context.start());
    } catch (Exception e) {
      context.close();
      throw e;
    }
  }

  /** A bean and a route of one source. */
  public static String source(String name, String properties, String parameters) {
    return """
        - beans:
            - name: %1$s
              type: dev.caravan.webhook.Source
              properties: {%2$s}
        - route:
            id: %1$s-webhook
            from:
              uri: kamelet:caravan-webhook
              parameters: {source: %1$s%3$s}
              steps:
                - to: {uri: "mock:%1$s"}
        """
        .formatted(name, properties, parameters.isEmpty() ? "" : ", " + parameters);
  }

  public URI address(String path) {
    return URI.create("http://127.0.0.1:" + context.httpPort() + path);
  }

  /** How many requests of a source had an outcome. */
  public double counted(String source, String outcome) {
    MeterRegistry meters =
        context.bean(MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class);
    Counter counter =
        meters.find("caravan.webhooks").tag("source", source).tag("outcome", outcome).counter();
    return counter == null ? 0 : counter.count();
  }

  Receivers receivers() {
    return context.bean("caravanWebhooks", Receivers.class);
  }

  @Override
  public void close() {
    context.close();
  }
}
