package dev.caravan.work;

import dev.caravan.api.Traffic;
import java.time.Instant;

/** The work of one process for one stream, from its first batch until it stops. */
record WorkRun(String id, String streamName, Instant started, Traffic traffic) {
  @Override
  public String toString() {
    return "worker " + streamName + " run " + id;
  }
}
