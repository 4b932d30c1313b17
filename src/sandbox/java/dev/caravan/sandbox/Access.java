package dev.caravan.sandbox;

import dev.caravan.sandbox.http.ApiRequest;
import dev.caravan.sandbox.http.SandboxReply;
import java.util.Optional;

/** Who may come in: with the right token, OAuth2 access token and signature, as far as asked. */
final class Access {
  private final SandboxOptions options;
  private final IssuedTokens tokens;

  Access(SandboxOptions options, IssuedTokens tokens) {
    this.options = options;
    this.tokens = tokens;
  }

  /** The response to a request that may not come in. */
  Optional<SandboxReply> refusal(ApiRequest request) {
    if (!options.token().isEmpty() && !request.carries(options.token())) {
      return refused("unauthorized", "the token is missing or wrong");
    }
    Protection protection = options.protection();
    if (protection.oauth().isPresent() && !tokens.isGood(request.authorization())) {
      return refused("invalid_token", "the access token is missing, expired or revoked")
          .map(reply -> reply.with("WWW-Authenticate", "Bearer error=\"invalid_token\""));
    }
    String secret = protection.hmacSecret();
    return !secret.isEmpty() && !Signature.isRight(secret, request)
        ? refused("bad_signature", Signature.HEADER + " is missing or wrong")
        : Optional.empty();
  }

  private static Optional<SandboxReply> refused(String code, String message) {
    return Optional.of(SandboxReply.error(401, code, message));
  }
}
