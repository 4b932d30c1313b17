package dev.caravan.cli.launch;

import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.LifecycleStrategySupport;

/**
 * Builds the user's routes without anything entering them by itself: no stream runs, no worker
 * reads, no timer fires. Only what other routes call is started.
 */
public final class QuietRoutes extends MainListenerSupport {
  /** No stream is due, and what would begin by itself in a kamelet does not. */
  public static final Map<String, String> SETTINGS =
      Map.of(
          "caravan.once",
          "true",
          "caravan.streams",
          "none",
          "camel.management.enabled",
          "false",
          "camel.main.autoStartupExcludePattern",
          "kafka:*,timer:*,platform-http:*");

  private static final String CALLED = "(?s)(direct|seda|kamelet):.*";

  @Override
  public void afterConfigure(BaseMainSupport main) {
    main.getCamelContext()
        .addLifecycleStrategy(
            new LifecycleStrategySupport() {
              @Override
              public void onContextInitializing(CamelContext context) {
                context
                    .getCamelContextExtension()
                    .getContextPlugin(Model.class)
                    .getRouteDefinitions()
                    .forEach(QuietRoutes::quieten);
              }
            });
  }

  private static void quieten(RouteDefinition route) {
    if (!route.getInput().getEndpointUri().matches(CALLED)) {
      route.setAutoStartup("false");
    }
  }
}
