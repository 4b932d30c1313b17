package dev.caravan.sandbox;

import java.time.Duration;

/**
 * The client that {@code POST /oauth/token} knows; with it the API takes its tokens alone.
 *
 * @param expiresIn how long an access token is good
 */
public record OAuthOptions(String clientId, String clientSecret, Duration expiresIn) {
  public OAuthOptions {
    if (expiresIn.isNegative() || expiresIn.isZero()) {
      throw new IllegalArgumentException(
          "expiresIn is " + expiresIn + ", must be above 0 (default PT1H)");
    }
  }

  /** {@code sandbox-client} and {@code sandbox-secret}, tokens for an hour. */
  public static OAuthOptions defaults() {
    return new OAuthOptions("sandbox-client", "sandbox-secret", Duration.ofHours(1));
  }

  public OAuthOptions withExpiresIn(Duration newExpiresIn) {
    return new OAuthOptions(clientId, clientSecret, newExpiresIn);
  }
}
