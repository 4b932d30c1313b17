package dev.caravan.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The API: token, then quota, then the page asked for, with whatever faults strike it. */
final class ApiHandler implements HttpHandler {
  private final Map<String, Endpoint> endpoints;
  private final String token;
  private final Quota quota;
  private final Faults faults;
  private final Traffic traffic;
  private final Clock clock;

  ApiHandler(
      Map<String, Endpoint> endpoints, SandboxOptions options, Faults faults, Traffic traffic) {
    this.endpoints = endpoints;
    this.token = options.token();
    this.quota = Quota.of(options);
    this.faults = faults;
    this.traffic = traffic;
    this.clock = options.clock();
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Endpoint endpoint = endpoints.get(exchange.getRequestURI().getPath());
      ApiRequest request = ApiRequest.of(exchange, endpoint == null ? "" : endpoint.collection());
      Reply reply = answer(endpoint, request);
      ReplyWriter.send(exchange, reply);
    } catch (InterruptedException e) {
      // The sandbox closes during a slow answer: the connection ends without one.
      Thread.currentThread().interrupt();
    }
  }

  private Reply answer(Endpoint endpoint, ApiRequest request) throws InterruptedException {
    Optional<Slice> slice = Optional.empty();
    Reply refusal = Reply.error(404, "not_found", "no such path");
    if (endpoint != null) {
      try {
        slice = Optional.of(endpoint.paging().slice(request));
      } catch (RefusedException e) {
        refusal = e.reply();
      }
    }
    SeenRequest seen = traffic.arrived(request, slice.map(Slice::page).orElse(0));
    Reply reply = admit(endpoint, request, seen, slice, refusal);
    reply = request.requestId().isEmpty() ? reply : reply.with("X-Request-Id", request.requestId());
    traffic.answered(seen, reply);
    return reply;
  }

  private Reply admit(
      Endpoint endpoint, ApiRequest request, SeenRequest seen, Optional<Slice> slice, Reply refusal)
      throws InterruptedException {
    if (!token.isEmpty() && !request.carries(token)) {
      return Reply.error(401, "unauthorized", "the token is missing or wrong");
    }
    Quota.Decision decision = quota.take(seen.at());
    if (!decision.allowed()) {
      long wait = decision.retryAfterSeconds(clock.instant());
      return Reply.error(429, "rate_limited", "over the quota of " + decision.limit())
          .with(rateLimit(decision))
          .with("Retry-After", String.valueOf(wait));
    }
    if (slice.isEmpty()) {
      return refusal.with(rateLimit(decision));
    }
    return served(endpoint, request, seen, slice.get(), decision);
  }

  private Reply served(
      Endpoint endpoint, ApiRequest request, SeenRequest seen, Slice slice, Quota.Decision decision)
      throws InterruptedException {
    FaultPlan plan = faults.plan(seen);
    Duration delay = plan.delay();
    if (!delay.isZero()) {
      Thread.sleep(delay.toMillis());
    }
    Instant now = clock.instant();
    Map<String, String> limits = rateLimit(decision);
    Reply reply = plan.reply(endpoint, request, slice, now);
    return new Reply(reply.status(), limits, reply.payload()).with(reply.headers());
  }

  private static Map<String, String> rateLimit(Quota.Decision decision) {
    if (decision.limit() == 0) {
      return Map.of();
    }
    return Map.of(
        "X-RateLimit-Limit", String.valueOf(decision.limit()),
        "X-RateLimit-Remaining", String.valueOf(decision.remaining()),
        "X-RateLimit-Reset", String.valueOf(decision.resetEpochSeconds()));
  }
}
