package dev.caravan.webhook;

import dev.caravan.webhook.request.WebhookReply;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One request from its first byte to its reply. It is answered exactly once and in time, whatever
 * becomes of the exchange: a provider that hears nothing takes the address for dead.
 */
final class Intake {
  private final HttpServerRequest request;
  private final Context loop;
  private final Consumer<WebhookReply> answered;
  private final AtomicBoolean done = new AtomicBoolean();
  private long timer;

  /**
   * Begins on the event loop of the request.
   *
   * @param answered hears the reply, once
   */
  Intake(RoutingContext routing, Consumer<WebhookReply> answered) {
    this.request = routing.request();
    this.loop = routing.vertx().getOrCreateContext();
    this.answered = answered;
  }

  /** Does this unless a reply comes within so many milliseconds. On the event loop. */
  void within(long millis, Runnable otherwise) {
    loop.owner().cancelTimer(timer);
    timer = loop.owner().setTimer(millis, fired -> otherwise.run());
  }

  /** Whether it was answered already. */
  boolean isDone() {
    return done.get();
  }

  /** The sender is gone; nobody hears a reply. */
  void abandon() {
    if (done.compareAndSet(false, true)) {
      loop.owner().cancelTimer(timer);
    }
  }

  /** Answers from any thread; later replies are not heard. */
  void answer(WebhookReply reply) {
    if (done.compareAndSet(false, true)) {
      answered.accept(reply);
      loop.runOnContext(ignored -> write(reply));
    }
  }

  private void write(WebhookReply reply) {
    loop.owner().cancelTimer(timer);
    HttpServerResponse response = request.response();
    if (response.ended() || response.closed()) {
      return;
    }
    response.setStatusCode(reply.status());
    reply.headers().forEach(response::putHeader);
    Future<Void> written =
        reply.body().isEmpty() || request.method() == HttpMethod.HEAD
            ? response.end()
            : response.putHeader("Content-Type", reply.type()).end(reply.body());
    if (reply.equals(WebhookReply.TOO_SLOW)) {
      // Vert.x waits for the rest of the body, for as long as for the next request.
      written.onComplete(ignored -> request.connection().close());
    }
  }
}
