package dev.caravan.sandbox;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * UTC time that never jumps: the system's time when it was made, advanced by {@code nanoTime}. A
 * quota measured with it stays exact while the system's clock is being adjusted.
 *
 * <p>Of its own, although the gate has the like: the sandbox judges whether quotas and waits are
 * kept, and a judge that shared its clock with the judged would share its faults, too.
 */
final class SandboxClock extends Clock {
  private final Instant origin = Instant.now();
  private final long originNanos = System.nanoTime();

  @Override
  public Instant instant() {
    return origin.plusNanos(System.nanoTime() - originNanos);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }
}
