package dev.caravan.api.limits;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * Time that only goes forward, for waits: the system's time when it was made, advanced by {@code
 * System.nanoTime}. A step of the system's clock neither opens a gate early nor keeps it shut.
 * Drifts from the system's clock, so its instants are no dates for people or other processes.
 */
public final class SteadyClock extends Clock {
  private final LongSupplier nanos;
  private final Instant origin;
  private final long originNanos;

  public SteadyClock() {
    this(Clock.systemUTC(), System::nanoTime);
  }

  SteadyClock(Clock system, LongSupplier nanos) {
    this.nanos = nanos;
    this.origin = system.instant();
    this.originNanos = nanos.getAsLong();
  }

  @Override
  public Instant instant() {
    return origin.plusNanos(nanos.getAsLong() - originNanos);
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
