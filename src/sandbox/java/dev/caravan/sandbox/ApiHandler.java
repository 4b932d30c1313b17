package dev.caravan.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.caravan.sandbox.fault.FaultPlan;
import dev.caravan.sandbox.fault.Faults;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.RefusedException;
import dev.caravan.sandbox.http.ReplyWriter;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.http.SeenRequest;
import dev.caravan.sandbox.limits.QuotaDecision;
import dev.caravan.sandbox.limits.SandboxQuota;
import dev.caravan.sandbox.paging.Endpoint;
import dev.caravan.sandbox.shop.Slice;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The API: access, then quota, then the page asked for, with whatever faults strike it. */
final class ApiHandler implements HttpHandler {
  private final Routes routes;
  private final Access access;
  private final SandboxQuota quota;
  private final QuotaDecision limits;
  private final Faults faults;
  private final SandboxTraffic traffic;
  private final Clock clock;

  ApiHandler(
      Routes routes, Access access, SandboxOptions options, Faults faults, SandboxTraffic traffic) {
    this.routes = routes;
    this.access = access;
    this.quota = SandboxQuota.of(options.quota(), options.window(), options.sliding());
    this.limits = new QuotaDecision(options.protection().limitSignals());
    this.faults = faults;
    this.traffic = traffic;
    this.clock = options.clock();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      ReplyWriter.send(exchange, answer(understand(ApiRequest.of(exchange))));
    } catch (InterruptedException e) {
      // The sandbox closes during a slow response: the connection ends without one.
      Thread.currentThread().interrupt();
    }
  }

  /** What a request asks for: a slice of an endpoint, or else what it is refused with. */
  private record Asked(
      ApiRequest request,
      Optional<Endpoint> endpoint,
      Optional<Slice> slice,
      SandboxReply refusal) {
    int page() {
      return slice.map(Slice::page).orElse(0);
    }
  }

  private Asked understand(ApiRequest request) {
    ApiRequest known = request;
    try {
      Routes.Match match = routes.match(request);
      known = match.request();
      Slice slice = match.endpoint().slice(known);
      return new Asked(
          known,
          Optional.of(match.endpoint()),
          Optional.of(slice),
          SandboxReply.json(200, new byte[0]));
    } catch (RefusedException e) {
      return new Asked(known, Optional.empty(), Optional.empty(), e.reply());
    }
  }

  private SandboxReply answer(Asked asked) throws InterruptedException {
    ApiRequest request = asked.request();
    SeenRequest seen = traffic.arrived(request, asked.page());
    SandboxReply reply = admit(asked, seen);
    reply = request.requestId().isEmpty() ? reply : reply.with("X-Request-Id", request.requestId());
    traffic.answered(seen, reply);
    return reply;
  }

  private SandboxReply admit(Asked asked, SeenRequest seen) throws InterruptedException {
    Optional<SandboxReply> refusal = access.refusal(asked.request());
    if (refusal.isPresent()) {
      return refusal.get();
    }
    SandboxQuota.Decision decision = quota.take(seen.at());
    if (!decision.allowed()) {
      return limits.refusal(decision, clock.instant());
    }
    if (asked.slice().isEmpty()) {
      return asked.refusal().with(limits.headers(decision, clock.instant()));
    }
    return served(asked, seen, decision);
  }

  private SandboxReply served(Asked asked, SeenRequest seen, SandboxQuota.Decision decision)
      throws InterruptedException {
    FaultPlan plan = faults.plan(seen);
    Duration delay = plan.delay();
    if (!delay.isZero()) {
      Thread.sleep(delay.toMillis());
    }
    asked.endpoint().orElseThrow().await(asked.request(), asked.slice().get());
    Instant now = clock.instant();
    Map<String, String> headers = limits.headers(decision, now);
    SandboxReply reply =
        plan.reply(asked.endpoint().orElseThrow(), asked.request(), asked.slice().get(), now);
    return new SandboxReply(reply.status(), headers, reply.payload()).with(reply.headers());
  }
}
