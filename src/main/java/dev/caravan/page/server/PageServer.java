package dev.caravan.page.server;

import dev.caravan.page.OperatorPage;
import dev.caravan.page.call.PageCall;
import dev.caravan.page.call.PageReply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;

/** Serves the page at {@code /caravan} of a router. Work is done on worker threads. */
public final class PageServer {
  private static final String ROOT = "/caravan";
  private static final long LONGEST_BODY = 64 * 1024;

  private final OperatorPage page;
  private final PageEvents events;

  private PageServer(OperatorPage page) {
    this.page = page;
    this.events = new PageEvents(page);
  }

  /** Has a router serve it, if there is to be one. */
  public static void mount(OperatorPage page, Router router) {
    if (!page.isEnabled()) {
      return;
    }
    PageServer server = new PageServer(page);
    router.route(ROOT + "/api/events").handler(server.events::open);
    router.route(ROOT + "/*").handler(server::serve);
  }

  /** So that the names of the files are below it. */
  private void toFolder(RoutingContext routing) {
    headers(routing.response());
    routing.response().setStatusCode(308).putHeader("Location", ROOT + "/").end();
  }

  private void serve(RoutingContext routing) {
    HttpServerRequest request = routing.request();
    if (request.path().equals(ROOT)) {
      toFolder(routing);
      return;
    }
    if (request.method().name().equals("GET") || request.method().name().equals("HEAD")) {
      answer(routing, "");
      return;
    }
    Buffer body = Buffer.buffer();
    request.handler(
        part -> {
          if (body.length() + part.length() <= LONGEST_BODY) {
            body.appendBuffer(part);
          } else if (!routing.response().ended()) {
            routing.response().setStatusCode(413).putHeader("Connection", "close").end();
          }
        });
    request.endHandler(
        end -> {
          if (!routing.response().ended()) {
            answer(routing, body.toString());
          }
        });
    request.resume();
  }

  private void answer(RoutingContext routing, String body) {
    PageCall call = call(routing.request(), body);
    routing
        .vertx()
        .executeBlocking(() -> page.answer(call), false)
        .onSuccess(reply -> send(routing, reply))
        .onFailure(routing::fail);
  }

  private void send(RoutingContext routing, PageReply reply) {
    HttpServerResponse response = routing.response();
    if (response.closed()) {
      return;
    }
    headers(response);
    response.setStatusCode(reply.status()).putHeader("Content-Type", reply.contentType());
    response.end(Buffer.buffer(reply.body()));
  }

  private void headers(HttpServerResponse response) {
    page.headers().forEach(response::putHeader);
  }

  private static PageCall call(HttpServerRequest request, String body) {
    Map<String, String> query = new HashMap<>();
    request.params().forEach(each -> query.putIfAbsent(each.getKey(), each.getValue()));
    Map<String, String> headers = new HashMap<>();
    request.headers().forEach(each -> headers.putIfAbsent(each.getKey(), each.getValue()));
    return new PageCall(
        request.method().name(), request.path().substring(ROOT.length()), query, headers, body);
  }
}
