package dev.caravan.sandbox;

import dev.caravan.sandbox.http.SeenRequest;
import java.time.Duration;
import java.time.Instant;

/**
 * A request that came before the end of a Retry-After given earlier.
 *
 * @param notBefore the end of that wait
 * @param sinceAnswer how long before it the wait was given
 * @param repeats whether it asks again for what was refused, so its sender knew the response
 */
public record EarlyRequest(
    SeenRequest request, Instant notBefore, Duration sinceAnswer, boolean repeats) {
  private static final Duration ON_THE_WIRE = Duration.ofMillis(250);

  /** How much too early it came. */
  public Duration early() {
    return Duration.between(request.at(), notBefore);
  }

  /**
   * Whether it may have been on its way already when the response was. A server cannot see when a
   * request was sent, so whatever comes a quarter of a second after the response is taken for one
   * that was, unless it repeats what was refused.
   */
  public boolean crossed() {
    return !repeats && sinceAnswer.compareTo(ON_THE_WIRE) < 0;
  }
}
