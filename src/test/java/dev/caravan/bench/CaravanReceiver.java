package dev.caravan.bench;

import dev.caravan.testing.TestContext;
import java.util.Map;

/**
 * Caravan's receiver of the same webhooks as {@link BareReceiver}.
 *
 * <p>Arguments: brokers, topic, secret. Prints its port.
 */
public final class CaravanReceiver {
  private static final String ROUTES =
      """
      - beans:
          - name: github
            type: dev.caravan.webhook.Source
            properties: {preset: github, secrets: "%s"}
      - route:
          id: github-webhook
          from:
            uri: kamelet:caravan-webhook
            parameters: {source: github, topic: "%s"}
            steps:
              - log: {message: "stored ${header.ce_id}", loggingLevel: DEBUG}
      """;

  private CaravanReceiver() {}

  public static void main(String[] args) throws Exception {
    TestContext context =
        new TestContext()
            .with(Map.of("kafka.brokers", args[0], "caravan.streams", "none"))
            .httpServer()
            .routes(ROUTES.formatted(args[2], args[1]))
            .start();
    System.out.println("port " + context.httpPort());
    Thread.currentThread().join();
  }
}
