package dev.caravan.webhook.server;

import dev.caravan.config.ConfigurationException;
import dev.caravan.webhook.request.StrictDecoder;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerImpl;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.SocketAddress;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/** An HTTP server with a {@link ConnectionGuard} on each connection; see {@link GuardedVertx}. */
final class GuardedServer extends HttpServerImpl {
  /** Vert.x's name of what writes replies. */
  static final String ENCODER = "httpEncoder";

  private static final String DECODER = "httpDecoder";

  private final HttpServerOptions options;
  private final OpenConnections connections;
  private final BooleanSupplier open;

  GuardedServer(
      VertxInternal vertx,
      HttpServerOptions options,
      OpenConnections connections,
      BooleanSupplier open) {
    // An upgrade to HTTP/2 without TLS would lead around the guard.
    super(vertx, options.setHttp2ClearTextEnabled(false));
    this.options = options;
    this.connections = connections;
    this.open = open;
    connectionHandler(this::guard);
  }

  @Override
  public synchronized HttpServer requestHandler(Handler<HttpServerRequest> handler) {
    return super.requestHandler(
        request -> {
          if (open.getAsBoolean()) {
            handler.handle(request);
          } else {
            request.response().setStatusCode(503).putHeader("Retry-After", "5").end();
          }
        });
  }

  /**
   * Fails at once where it cannot listen; Camel only warns of it and goes on. Not synchronized, as
   * what it extends is: a connection that comes in at once wants the same lock, on the thread that
   * is to say that the server listens.
   */
  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  public Future<HttpServer> listen(SocketAddress address) {
    Future<HttpServer> listening = super.listen(address);
    try {
      listening.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new ConfigurationException(
          "cannot listen at %s:%d: %s; stop what listens there, or set another port by"
                  .formatted(address.host(), address.port(), e.getCause().getMessage())
              + " camel.server.port for webhooks, camel.management.port for metrics and health",
          e);
    }
    return listening;
  }

  private void guard(HttpConnection connection) {
    ChannelPipeline pipeline = ((ConnectionBase) connection).channel().pipeline();
    // HTTP/2, which needs TLS and ALPN here, has none of the ambiguities and limits of its own.
    if (pipeline.get(DECODER) != null) {
      pipeline.replace(DECODER, DECODER, new StrictDecoder(options));
      pipeline.addAfter(ENCODER, "caravan-guard", new ConnectionGuard(connections));
    }
  }
}
