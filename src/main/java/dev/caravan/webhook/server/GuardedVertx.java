package dev.caravan.webhook.server;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.impl.VertxWrapper;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A Vert.x whose HTTP servers bear the internet: see {@link ConnectionGuard} for their limits. They
 * answer 503 while the routes behind them are not there yet or no more, where Camel's answer 404,
 * which many providers take as final; and a port that is taken ends the start. Camel's servers find
 * it in the registry by its type.
 */
public final class GuardedVertx extends VertxWrapper {
  private final BooleanSupplier open;
  private final OpenConnections connections;

  /**
   * Makes one, with threads of its own until {@link #shutDown}.
   *
   * @param open whether requests can be answered
   * @param refused hears why each connection is closed that did not behave
   */
  public GuardedVertx(BooleanSupplier open, Consumer<String> refused) {
    this(open, OpenConnections.limited(refused));
  }

  GuardedVertx(BooleanSupplier open, OpenConnections connections) {
    super((VertxInternal) Vertx.vertx());
    this.open = open;
    this.connections = connections;
  }

  @Override
  public HttpServer createHttpServer(HttpServerOptions options) {
    return new GuardedServer(delegate, options, connections, open);
  }

  /** Ends its threads. */
  public void shutDown() {
    super.close();
  }

  /** Stays open for the other server: Camel closes it with the first that stops. */
  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  @Override
  public void close(Handler<AsyncResult<Void>> done) {
    done.handle(close());
  }
}
