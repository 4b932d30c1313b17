package dev.caravan.webhook;

import dev.caravan.config.ConfigurationException;
import dev.caravan.webhook.request.Incoming;
import dev.caravan.webhook.request.WebhookReply;
import dev.caravan.webhook.server.BodyReader;
import dev.caravan.webhook.server.Room;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;

/**
 * The consumer of {@code platform-http} for webhooks, on the router of Camel's Vert.x server.
 * Camel's own holds a thread per request until the broker's word, mixes query and form fields into
 * the headers, parses forms, has no limit without its body handler, and copies request headers into
 * the reply; this one does none of it. The only class that knows how Camel serves HTTP.
 */
final class WebhookConsumer extends DefaultConsumer implements PlatformHttpConsumer, Suspendable {
  private static final int THREADS = 16;
  private static final int WAITING = 2000;
  private static final long ROOM = 64L << 20;
  private static final long READ_MILLIS = 10_000;

  private final Receiver receiver;
  private final Room room = new Room(ROOM);
  private ExecutorService threads;
  private Route route;

  WebhookConsumer(PlatformHttpEndpoint endpoint, Processor processor, Receiver receiver) {
    super(endpoint, processor);
    this.receiver = receiver;
  }

  @Override
  public PlatformHttpEndpoint getEndpoint() {
    return (PlatformHttpEndpoint) super.getEndpoint();
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    if (!receiver.start()) {
      return;
    }
    threads = threads();
    route = router().route(getEndpoint().getPath()).handler(this::receive);
  }

  @Override
  protected void doStop() throws Exception {
    if (route != null) {
      route.remove();
      route = null;
      receiver.stop();
      getEndpoint().getCamelContext().getExecutorServiceManager().shutdown(threads);
    }
    super.doStop();
  }

  private ExecutorService threads() {
    ThreadPoolProfile profile = new ThreadPoolProfile("caravan-webhook");
    profile.setPoolSize(THREADS);
    profile.setMaxPoolSize(THREADS);
    profile.setMaxQueueSize(WAITING);
    profile.setAllowCoreThreadTimeOut(true);
    profile.setRejectedPolicy(ThreadPoolRejectedPolicy.Abort);
    return getEndpoint()
        .getCamelContext()
        .getExecutorServiceManager()
        .newThreadPool(this, "caravan-webhook", profile);
  }

  private VertxPlatformHttpRouter router() {
    PlatformHttpEngine engine = getEndpoint().getComponent().getEngine();
    int port = engine == null ? 0 : engine.getServerPort();
    String name = VertxPlatformHttpRouter.getRouterNameFromPort(port);
    for (String each :
        new String[] {name, VertxPlatformHttpRouter.PLATFORM_HTTP_ROUTER_NAME_ZERO}) {
      VertxPlatformHttpRouter router =
          VertxPlatformHttpRouter.lookup(getEndpoint().getCamelContext(), each);
      if (router != null) {
        return router;
      }
    }
    throw new ConfigurationException(
        "source "
            + receiver.name()
            + ": caravan-webhook receives through Camel's Vert.x, and this context has no server of"
            + " it; with Camel Main add org.apache.camel:camel-platform-http-main and set"
            + " camel.server.enabled = true, elsewhere add a VertxPlatformHttpServer to the context"
            + " before it starts. Another server, such as Spring Boot's own, cannot take its"
            + " place");
  }

  private void receive(RoutingContext routing) {
    Intake intake = new Intake(routing, receiver::count);
    if (isSuspendingOrSuspended() || isStoppingOrStopped()) {
      intake.answer(WebhookReply.UNAVAILABLE);
      return;
    }
    HttpServerRequest request = routing.request();
    BodyReader reader = new BodyReader(request, receiver.maxBytes(), room);
    intake.within(
        READ_MILLIS,
        () -> {
          reader.abandon();
          intake.answer(WebhookReply.TOO_SLOW);
        });
    request.exceptionHandler(
        gone -> {
          reader.abandon();
          intake.abandon();
        });
    reader.read(body -> dispatch(intake, reader, incoming(request, body)), intake::answer);
  }

  private static Incoming incoming(HttpServerRequest request, byte[] body) {
    String query = request.query();
    return new Incoming(
        request.method().name(),
        request.headers()::getAll,
        query == null ? "" : query,
        body,
        Instant.now());
  }

  private void dispatch(Intake intake, BodyReader reader, Incoming incoming) {
    intake.within(Receiver.ANSWER_MILLIS, () -> intake.answer(WebhookReply.UNAVAILABLE));
    try {
      threads.execute(() -> process(intake, reader, incoming));
    } catch (RejectedExecutionException full) {
      reader.free();
      intake.answer(WebhookReply.BUSY);
    }
  }

  private void process(Intake intake, BodyReader reader, Incoming incoming) {
    if (intake.isDone()) {
      reader.free();
      return;
    }
    Exchange exchange = createExchange(false);
    exchange.setPattern(ExchangePattern.InOut);
    exchange.getIn().setBody(incoming);
    try {
      createUoW(exchange);
      getAsyncProcessor().process(exchange, doneSync -> finish(intake, reader, exchange));
    } catch (Exception e) {
      exchange.setException(e);
      finish(intake, reader, exchange);
    }
  }

  private void finish(Intake intake, BodyReader reader, Exchange exchange) {
    intake.answer(receiver.replyTo(exchange));
    reader.free();
    doneUoW(exchange);
    releaseExchange(exchange, false);
  }
}
