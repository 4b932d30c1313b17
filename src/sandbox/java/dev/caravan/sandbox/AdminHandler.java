package dev.caravan.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.caravan.sandbox.fault.FaultJson;
import dev.caravan.sandbox.fault.Faults;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.ReplyWriter;
import dev.caravan.sandbox.http.SandboxReply;
import dev.caravan.sandbox.shop.Shop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The sandbox from outside: {@code GET stats}, {@code POST faults}, {@code POST wave}, {@code POST
 * revoke}.
 */
final class AdminHandler implements HttpHandler {
  static final String PATH = "/_sandbox/";

  private final Shop shop;
  private final Faults faults;
  private final SandboxTraffic traffic;
  private final IssuedTokens tokens;
  private final Duration window;

  AdminHandler(Sandbox sandbox, Duration window) {
    this.shop = sandbox.shop();
    this.faults = sandbox.faults();
    this.traffic = sandbox.traffic();
    this.tokens = sandbox.tokens();
    this.window = window;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      ReplyWriter.send(exchange, answer(exchange));
    }
  }

  private SandboxReply answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring(PATH.length());
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    return switch (exchange.getRequestMethod() + " " + path) {
      case "GET stats" -> stats();
      case "POST faults" -> faults(body);
      case "POST wave" -> wave();
      case "POST revoke" -> revoke();
      default ->
          SandboxReply.error(404, "not_found", "GET stats, POST faults, POST wave or POST revoke");
    };
  }

  private SandboxReply stats() {
    return SandboxReply.json(200, traffic.stats(window).put("tokenRequests", tokens.requests()));
  }

  private SandboxReply revoke() {
    tokens.revokeAll();
    return SandboxReply.json(200, Json.object().put("ok", true));
  }

  private SandboxReply faults(String body) {
    try {
      JsonNode json = Json.parse(body);
      FaultJson.apply(faults, json);
      return SandboxReply.json(200, Json.object().put("ok", true));
    } catch (IllegalArgumentException e) {
      return SandboxReply.error(400, "bad_fault", e.getMessage());
    }
  }

  private SandboxReply wave() {
    shop.secondWave();
    return SandboxReply.json(200, Json.object().put("ok", true));
  }
}
