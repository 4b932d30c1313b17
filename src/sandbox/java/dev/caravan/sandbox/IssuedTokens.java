package dev.caravan.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The OAuth2 tokens that the sandbox has given out. A refresh token works once: each response
 * brings the next one. Safe for any thread.
 */
public final class IssuedTokens {
  /** A refresh token that is good from the start. */
  public static final String FIRST_REFRESH_TOKEN = "refresh-0";

  private final Clock clock;
  private final Duration expiresIn;
  private final Map<String, Instant> access = new HashMap<>();
  private final Set<String> refresh = new HashSet<>(Set.of(FIRST_REFRESH_TOKEN));
  private int requests;
  private int issued;

  public IssuedTokens(Clock clock, Duration expiresIn) {
    this.clock = clock;
    this.expiresIn = expiresIn;
  }

  /** How often a token was asked for, whatever the response. */
  public synchronized int requests() {
    return requests;
  }

  /** How many access tokens were given out. */
  public synchronized int issued() {
    return issued;
  }

  /** From now on every access token given so far is answered with 401; refresh tokens stay good. */
  public synchronized void revokeAll() {
    access.clear();
  }

  synchronized void asked() {
    requests++;
  }

  synchronized Grant issue() {
    issued++;
    Grant grant = new Grant("access-" + issued, "refresh-" + issued, expiresIn.toSeconds());
    access.put(grant.accessToken(), clock.instant().plus(expiresIn));
    refresh.add(grant.refreshToken());
    return grant;
  }

  synchronized Optional<Grant> refresh(String refreshToken) {
    return refresh.remove(refreshToken) ? Optional.of(issue()) : Optional.empty();
  }

  synchronized boolean isGood(String authorization) {
    String token = authorization.replaceFirst("^Bearer ", "");
    return clock.instant().isBefore(access.getOrDefault(token, Instant.MIN));
  }

  /** What a token request gets. */
  record Grant(String accessToken, String refreshToken, long expiresInSeconds) {}
}
