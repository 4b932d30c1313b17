package dev.caravan.webhook;

import io.vertx.core.http.impl.HttpServerImpl;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;

/** Whether Camel's HTTP servers listen: one whose port is taken starts with a warning alone. */
final class Listening {
  private Listening() {}

  /** Why nobody can reach a server of this context; empty when all listen. */
  static Optional<String> problem(CamelContext context) {
    return context.hasServices(VertxPlatformHttpServer.class).stream()
        .filter(Listening::isDeaf)
        .map(
            server ->
                "nothing listens at %s:%d; the port was taken when the process started"
                    .formatted(server.getHost(), server.getConfigurationPort()))
        .findFirst();
  }

  private static boolean isDeaf(VertxPlatformHttpServer server) {
    return server.getServer() instanceof HttpServerImpl http && http.isClosed();
  }
}
