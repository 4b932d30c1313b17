package dev.caravan.sandbox;

import java.time.Duration;
import java.time.Instant;

/**
 * A request that came before the end of a Retry-After given earlier.
 *
 * @param notBefore the end of that wait
 * @param sinceAnswer how long before it the wait was given: a few milliseconds mean that the two
 *     may have crossed on the wire
 */
public record EarlyRequest(SeenRequest request, Instant notBefore, Duration sinceAnswer) {
  /** How much too early it came. */
  public Duration early() {
    return Duration.between(request.at(), notBefore);
  }
}
