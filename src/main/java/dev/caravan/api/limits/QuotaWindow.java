package dev.caravan.api.limits;

import java.time.Instant;

/** The places of a quota's window that requests may start in. The gate's lock guards it. */
interface QuotaWindow {
  /** When a place is free; not after now when one is. */
  Instant free(Instant now);

  /** Places that this process has and that are not free. */
  long used(Instant now);

  /** Whether places are to be had as far as anybody has asked. */
  default boolean isOpen(Instant now) {
    return !free(now).isAfter(now);
  }

  /** A request starts in a place that is free. */
  void take();

  /** Whether the place that this thread's request started in is still that of this process. */
  default boolean isStillTaken(Instant now) {
    return true;
  }

  /** A response is there: its place is free in a period. */
  void leave(Instant now);
}
