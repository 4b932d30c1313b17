package dev.caravan.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.Json;
import dev.caravan.sandbox.http.ReplyWriter;
import dev.caravan.sandbox.http.SandboxReply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * {@code POST /oauth/token} by RFC 6749: {@code client_credentials} and {@code refresh_token}, the
 * client by HTTP Basic or in the form.
 */
final class TokenHandler implements HttpHandler {
  static final String PATH = "/oauth/token";

  private final OAuthOptions options;
  private final IssuedTokens tokens;

  TokenHandler(OAuthOptions options, IssuedTokens tokens) {
    this.options = options;
    this.tokens = tokens;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      tokens.asked();
      ApiRequest request = ApiRequest.of(exchange);
      Map<String, String> form =
          ApiRequest.parse(new String(request.body(), StandardCharsets.UTF_8));
      ReplyWriter.send(exchange, answer(request, form).with("Cache-Control", "no-store"));
    }
  }

  private SandboxReply answer(ApiRequest request, Map<String, String> form) {
    if (!request.method().equals("POST")) {
      return SandboxReply.error(405, "method_not_allowed", "only POST");
    }
    if (!knows(request, form)) {
      return error(401, "invalid_client");
    }
    return switch (form.getOrDefault("grant_type", "")) {
      case "client_credentials" -> reply(tokens.issue());
      case "refresh_token" ->
          tokens
              .refresh(form.getOrDefault("refresh_token", ""))
              .map(TokenHandler::reply)
              .orElseGet(() -> error(400, "invalid_grant"));
      default -> error(400, "unsupported_grant_type");
    };
  }

  private boolean knows(ApiRequest request, Map<String, String> form) {
    String pair = options.clientId() + ":" + options.clientSecret();
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    String inForm =
        form.getOrDefault("client_id", "") + ":" + form.getOrDefault("client_secret", "");
    return request.authorization().equals("Basic " + basic) || inForm.equals(pair);
  }

  private static SandboxReply reply(IssuedTokens.Grant grant) {
    return SandboxReply.json(
        200,
        Json.object()
            .put("access_token", grant.accessToken())
            .put("token_type", "Bearer")
            .put("expires_in", grant.expiresInSeconds())
            .put("refresh_token", grant.refreshToken()));
  }

  private static SandboxReply error(int status, String code) {
    return SandboxReply.json(status, Json.object().put("error", code));
  }
}
