package dev.caravan.cli.launch;

import dev.caravan.config.Metric;
import dev.caravan.page.OperatorPage;
import dev.caravan.page.server.PageServer;
import dev.caravan.run.StreamsHealth;
import dev.caravan.webhook.server.GuardedVertx;
import io.vertx.core.json.Json;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;

/**
 * The HTTP servers of a process: guarded, and with the health of the streams beside Camel's own,
 * which counts them, too.
 */
final class HttpServers extends MainListenerSupport {
  private final Main main;
  private final GuardedVertx vertx;

  private HttpServers(Main main) {
    this.main = main;
    this.vertx = new GuardedVertx(this::isOpen, this::count);
  }

  /** Has Camel's servers of this Main guarded. */
  static void guard(Main main) {
    HttpServers servers = new HttpServers(main);
    main.bind("caravanVertx", servers.vertx);
    main.addMainListener(servers);
  }

  /** Beside the groups that Camel serves, one of the streams alone. */
  @Override
  public void afterStart(BaseMainSupport ignored) {
    HttpManagementServerConfigurationProperties server = main.configure().httpManagementServer();
    if (!server.isEnabled()) {
      return;
    }
    VertxPlatformHttpRouter router =
        VertxPlatformHttpRouter.lookup(
            context(), VertxPlatformHttpRouter.getRouterNameFromPort(server.getPort()));
    if (server.isHealthCheckEnabled()) {
      streamsHealth().counts();
      router.route(server.getHealthPath() + "/streams").blockingHandler(this::answerStreams);
    }
    PageServer.mount(
        context().getRegistry().lookupByNameAndType("caravanPage", OperatorPage.class), router);
  }

  private void answerStreams(RoutingContext routing) {
    HealthCheck.Result result = streamsHealth().call();
    boolean up = result.getState() == HealthCheck.State.UP;
    routing
        .response()
        .setStatusCode(up ? 200 : 503)
        .putHeader("Content-Type", "application/json")
        .end(
            Json.encodePrettily(
                Map.of("status", result.getState(), "streams", result.getDetails())));
  }

  private StreamsHealth streamsHealth() {
    return context().getRegistry().lookupByNameAndType("caravanStreamsHealth", StreamsHealth.class);
  }

  @Override
  public void afterStop(BaseMainSupport ignored) {
    vertx.shutDown();
  }

  private boolean isOpen() {
    return context() != null && context().isStarted();
  }

  private void count(String reason) {
    Metric.CONNECTIONS_CLOSED.counter(Metric.meters(context()), "reason", reason).increment();
  }

  private CamelContext context() {
    return main.getCamelContext();
  }
}
