package dev.caravan.sandbox;

import dev.caravan.sandbox.limits.LimitSignals;
import java.util.Optional;

/**
 * How the API guards itself beside its token and its quota.
 *
 * @param oauth with it only tokens of {@code POST /oauth/token} are taken
 * @param hmacSecret with it each request needs {@code X-Signature}: HMAC-SHA256 in lower-case hex
 *     of method, path with query, and body, without anything between them; empty: none
 * @param limitSignals how it tells about its quota
 */
public record Protection(
    Optional<OAuthOptions> oauth, String hmacSecret, LimitSignals limitSignals) {
  /** No OAuth2, no signature, 429 over the quota. */
  public static Protection none() {
    return new Protection(Optional.empty(), "", LimitSignals.usual());
  }
}
