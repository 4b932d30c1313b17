package dev.caravan.page.server;

import dev.caravan.page.OperatorPage;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Server-sent events that say that something has changed, and nothing of what: open pages then ask
 * for what they show. One look at the database every two seconds serves all of them, and none is
 * taken while nobody listens.
 */
final class PageEvents {
  private static final long EVERY_MS = 2_000;
  private static final int QUIET_LOOKS = 7;
  private static final int MOST = 50;

  private final OperatorPage page;
  private final Map<HttpServerResponse, Boolean> listeners = new ConcurrentHashMap<>();
  private final AtomicBoolean looking = new AtomicBoolean();
  private volatile String state = "";
  private volatile int quiet;

  PageEvents(OperatorPage page) {
    this.page = page;
  }

  void open(RoutingContext routing) {
    HttpServerResponse response = routing.response();
    page.headers().forEach(response::putHeader);
    if (listeners.size() >= MOST) {
      response.setStatusCode(503).putHeader("Retry-After", "30").end();
      return;
    }
    response.setChunked(true).putHeader("Content-Type", "text/event-stream");
    response.closeHandler(closed -> listeners.remove(response));
    response.exceptionHandler(failed -> listeners.remove(response));
    response.write("retry: 5000\n\nevent: changed\ndata: {}\n\n");
    listeners.put(response, true);
    if (looking.compareAndSet(false, true)) {
      later(routing.vertx());
    }
  }

  private void later(Vertx vertx) {
    vertx.setTimer(EVERY_MS, timer -> look(vertx));
  }

  private void look(Vertx vertx) {
    listeners.keySet().removeIf(HttpServerResponse::closed);
    if (listeners.isEmpty()) {
      looking.set(false);
      return;
    }
    vertx
        .executeBlocking(page::state, false)
        .onComplete(
            found -> {
              later(vertx);
              tell(found.succeeded() ? found.result() : "failed");
            });
  }

  private void tell(String now) {
    boolean changed = !now.equals(state);
    state = now;
    quiet = changed ? 0 : quiet + 1;
    if (changed) {
      say("event: changed\ndata: {}\n\n");
    } else if (quiet % QUIET_LOOKS == 0) {
      // Proxies close what says nothing.
      say(": quiet\n\n");
    }
  }

  /** Not to who does not listen any more, though the connection is there. */
  private void say(String text) {
    listeners.keySet().stream()
        .filter(each -> !each.closed() && !each.writeQueueFull())
        .forEach(each -> each.write(text));
  }
}
