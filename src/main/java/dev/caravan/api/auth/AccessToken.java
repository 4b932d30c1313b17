package dev.caravan.api.auth;

import java.time.Instant;
import java.util.Optional;

/**
 * What a token endpoint granted.
 *
 * @param value the access token, a secret
 * @param freshUntil when it should be replaced, shortly before it expires; {@code Instant.MAX} when
 *     the endpoint does not say
 * @param refreshToken the refresh token to use next when the endpoint gave a new one, a secret
 */
public record AccessToken(String value, Instant freshUntil, Optional<String> refreshToken) {
  boolean isFresh(Instant now) {
    return now.isBefore(freshUntil);
  }

  @Override
  public String toString() {
    return "access token, fresh until " + freshUntil;
  }
}
